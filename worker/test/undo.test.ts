/** Parts of a change taken back by hand: at once, without the model, and published without them. */
import { beforeAll, expect, it } from "vitest";
import type { HunkRef, TaskDiff } from "../protocol/index.ts";
import { diffOf, edit, publish, read, runTrial, toldTo, write } from "./trial.ts";
import { call, command, connectGitHub, errorOf, until, view } from "./verne.ts";

beforeAll(connectGitHub);

const LINES = Array.from({ length: 40 }, (_, n) => `export const line${n + 1} = ${n + 1};`);
const text = (changes: Record<number, string> = {}) =>
  LINES.map((line, n) => `${changes[n + 1] ?? line}\r\n`).join("");
const PASSES = 'require("node:test").test("passes", () => {});\n';

function hunksOf({ patch }: TaskDiff, path: string): HunkRef[] {
  const [part = ""] = patch
    .split(/^(?=diff --git )/m)
    .filter((one) => one.startsWith(`diff --git a/${path} `));
  return [...part.matchAll(/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm)].map((found) => {
    const [old_start = 0, old_lines = 0, new_start = 0, new_lines = 0] = found
      .slice(1)
      .map((n) => Number(n ?? 1));
    return { old_start, old_lines, new_start, new_lines };
  });
}

it("leaves what was rejected out of the diff, the evidence, the sandbox and the pull request", async () => {
  const trial = await runTrial({
    repo: {
      "package.json": JSON.stringify({ scripts: { test: "node --test" } }),
      "a.test.js": PASSES,
      ".gitignore": "*.tmp\n",
      "lines.js": text(),
    },
    files: ["lines.js", { path: "extra.tmp", action: "create" }, { path: "kept.js", action: "create" }],
    rounds: [
      [
        read("lines.js"),
        edit("lines.js", "line3 = 3;", "line3 = 33;"),
        edit("lines.js", "line30 = 30;", "line30 = 3030;"),
        write("extra.tmp", "extra\n"),
        write("kept.js", "kept\n"),
      ],
      [read("lines.js"), read("extra.tmp"), edit("lines.js", "line40 = 40;", "line40 = 4040;")],
    ],
  });
  const { taskId } = trial;
  const before = await view(taskId);
  expect(before).toMatchObject({ allowed: expect.arrayContaining(["undo"]), tests: { verdict: "pass" } });
  const diff = await diffOf(taskId);
  const [first, second] = hunksOf(diff, "lines.js");
  if (!first || !second) throw new Error("two hunks are expected");

  // Seen on another tree, or no part of this one: nothing happens.
  const undo = (tree: string | null, ...parts: object[]) =>
    errorOf(
      call("POST", `/api/tasks/${taskId}/undo`, {
        body: { tree, parts },
        headers: { "idempotency-key": crypto.randomUUID() },
      }),
    );
  const refused = await undo("d".repeat(40), { path: "lines.js" });
  expect(refused).toMatchObject({ status: 409, code: "stale_diff" });
  const shifted = { ...first, new_start: first.new_start + 1 };
  expect(await undo(diff.tree, { path: "kept.js" }, { path: "lines.js", hunks: [shifted] })).toMatchObject({
    code: "invalid_state",
  });
  expect((await view(taskId)).tree).toBe(before.tree);

  await command(taskId, "undo", {
    tree: diff.tree,
    parts: [{ path: "lines.js", hunks: [first] }, { path: "extra.tmp" }],
  });
  const left = await diffOf(taskId);
  expect(left.files.map(({ path, additions }) => [path, additions])).toEqual([
    ["kept.js", 1],
    ["lines.js", 1],
  ]);
  expect(await view(taskId)).toMatchObject({
    tree: left.tree,
    tests: null,
    diff_stat: { files: 2 },
    allowed: expect.arrayContaining(["undo", "redo", "apply"]),
  });

  // All of it, and back again in two steps: what was tested counts again.
  await command(taskId, "undo", { tree: left.tree, parts: [{ path: "lines.js" }, { path: "kept.js" }] });
  expect(await view(taskId)).toMatchObject({ tree: null, diff_stat: null });
  await command(taskId, "redo", { tree: null });
  expect((await diffOf(taskId)).patch).toBe(left.patch);
  await command(taskId, "redo", { tree: left.tree });
  expect(await view(taskId)).toMatchObject({ tree: before.tree, tests: { verdict: "pass" } });
  await command(taskId, "undo", {
    tree: diff.tree,
    parts: [{ path: "lines.js", hunks: [first] }, { path: "extra.tmp" }],
  });

  const { head_seq } = await view(taskId);
  await command(taskId, "messages", { text: "And the last line." });
  await until(taskId, "reviewing", head_seq);
  const [, , again] = await toldTo(trial.model);
  expect(again?.opening).toContain("taken back by hand, in: extra.tmp, lines.js");
  const results = again?.exchanges.map(({ result }) => result) ?? [];
  expect(results[0]).toContain("line3 = 3;");
  expect(results[1]).toMatch(/does not exist|no such file/i);
  const { after } = await publish(trial);
  expect(after.get("lines.js")?.text).toBe(
    text({ 30: "export const line30 = 3030;", 40: "export const line40 = 4040;" }),
  );
  expect([after.get("kept.js")?.text, after.get("extra.tmp")]).toEqual(["kept\n", undefined]);
});
