import { beforeAll, expect, it } from "vitest";
import {
  bytes,
  changedPaths,
  diffOf,
  edit,
  plan,
  planTrial,
  publish,
  read,
  remove,
  runTrial,
  toldTo,
  variant,
  write,
} from "./trial.ts";
import { approve, call, command, connectGitHub, errorOf, until, users } from "./verne.ts";

beforeAll(connectGitHub);

it("takes a repository that a test describes from its script to the published tree", async () => {
  const latin1 = Uint8Array.of(0x63, 0x61, 0x66, 0xe9, 0x0a);
  const trial = await runTrial({
    repo: {
      "index.js": "export const a = 1;\n",
      "cafe.txt": bytes(latin1),
      link: { link: "index.js" },
      "old.txt": "old\n",
    },
    files: ["index.js", { path: "new.txt", action: "create" }, { path: "old.txt", action: "delete" }],
    calls: [
      read("index.js"),
      edit("index.js", "a = 1", "a = 2"),
      write("new.txt", "new\n"),
      remove("old.txt"),
    ],
  });
  const changed = ["index.js", "new.txt", "old.txt"];
  expect((await diffOf(trial.taskId)).files.map(({ path }) => path)).toEqual(changed);
  const { before, after } = await publish(trial);
  expect(changedPaths(before, after)).toEqual(changed);
  expect(after.get("index.js")?.text).toBe("export const a = 2;\n");
  expect(after.get("cafe.txt")?.bytes).toEqual(latin1);
  expect(after.get("link")).toMatchObject({ mode: "120000", text: "index.js" });
  const [planned, applied] = await toldTo(trial.model);
  expect(planned).toMatchObject({ phase: "planning", exchanges: [] });
  expect(planned?.opening).toContain("# Task\nDo what was asked.");
  const marks = [planned, applied].map((run) => /<untrusted-(\w+)/.exec(run?.opening ?? "")?.[1]);
  expect(marks).toEqual([expect.stringMatching(/^\w{12}$/), marks[0]]);
  expect(applied?.exchanges.map(({ tool, result }) => [tool, result.split("\n")[0]])).toEqual([
    ["read", expect.stringContaining("<untrusted-")],
    ["edit", "Edited index.js (+1 -1). Now:"],
    ["write", "Created new.txt (+1 -0)."],
    ["delete", "Deleted old.txt (+0 -1)."],
  ]);
});

variant("plays a list for each plan and each round", async () => {
  const files = ["a.txt"];
  const started = await planTrial({
    repo: { commits: [{ files: { "a.txt": "1\n" } }], access: { grace: "pull" } },
    plans: [read("a.txt"), plan(files)],
    rounds: [
      [read("a.txt"), edit("a.txt", "1", "2")],
      [read("a.txt"), edit("a.txt", "2", "3")],
    ],
  });
  const { taskId, model } = started;
  await approve(taskId);
  const first = await until(taskId, "reviewing");
  await command(taskId, "messages", { text: "Once more." });
  await until(taskId, "reviewing", first.at(-1)?.seq);
  const { after } = await publish(started);
  expect(after.get("a.txt")?.text).toBe("3\n");
  expect((await toldTo(model)).map(({ phase, exchanges }) => [phase, exchanges.length])).toEqual([
    ["planning", 1],
    ["applying", 2],
    ["applying", 2],
  ]);
  const foreign = call("GET", `/api/tasks/${taskId}`, { token: users().grace.accessToken });
  expect(await errorOf(foreign)).toMatchObject({ status: 404 });
});
