/**
 * Hostile repositories through the whole product: each ends with a pull request of the one change, or with a reason.
 */
import { beforeAll, describe, expect, inject, it } from "vitest";
import { changedPaths, edit, makeHostile, publish, read, runTrial, toldTo } from "../trial.ts";
import { connectGitHub, createTask, untilEnd, view } from "../verne.ts";

beforeAll(connectGitHub);

const WORKED = [
  "links out of the tree",
  "instructions for agents",
  "names that shells, terminals and readers take for something else",
  "a repository inside, with a monitor, an editor, a pager and alternates",
  "submodules that name commands, files and folders outside",
  "settings of tools",
];
const REFUSED = ["git's own folder in the tree", "a list of submodules that is a link"];
const some = (names: string[]) => (inject("long") ? names : names.slice(0, 1));

describe.concurrent("a hostile repository", () => {
  it.each(some(WORKED))("with %s is worked on, and only the change is published", async (name) => {
    const trial = await runTrial({
      repo: await makeHostile(name),
      files: ["app.txt"],
      calls: [read("app.txt"), read("escape"), read("AGENTS.md"), edit("app.txt", "one", "two")],
    });
    const { before, after } = await publish(trial);
    expect(changedPaths(before, after)).toEqual(["app.txt"]);
    expect(after.get("app.txt")?.text).toBe("two\n");
    expect(after.size).toBe(before.size);
    // Repository text is marked as untrusted for the model.
    for (const { opening } of await toldTo(trial.model))
      expect(opening.replaceAll(/<untrusted-(\w+) [^>]*>[\s\S]*?<\/untrusted-\1>/g, "")).not.toContain(
        "SYSTEM:",
      );
  });

  it.each(some(REFUSED))("with %s ends its task at once, with the reason", async (name) => {
    const { task_id } = await createTask({ repo_full_name: await makeHostile(name), prompt: "Do it." });
    const events = await untilEnd(task_id);
    expect(await view(task_id)).toMatchObject({
      state: "failed",
      error: { code: "clone_failed", message: expect.stringContaining("invalid path"), step: "clone" },
    });
    expect(events.filter(({ type }) => type === "step_started")).toHaveLength(1);
  });
});
