import { beforeAll, describe, expect, it } from "vitest";
import { makeRepository, planTrial, remove, type TrialEntry } from "./trial.ts";
import { approve, call, command, connectGitHub, errorOf, follow, until, view } from "./verne.ts";

beforeAll(connectGitHub);

/** Much longer than a loaded machine takes to end a command. */
const LIMIT_MS = 6_000;

/** Its test hangs while a file exists, which the task deletes. */
const HANGS: Record<string, TrialEntry> = {
  "package.json": JSON.stringify({ name: "hangs", type: "module", scripts: { test: "node --test" } }),
  "a.test.js": `import { existsSync } from "node:fs";
import { test } from "node:test";
console.log("begun");
test("ends", async () => { if (existsSync("hang")) await new Promise(() => setInterval(() => {}, 1000)); });
`,
  hang: "",
};
const PLAN = { files: [{ path: "hang", action: "delete" as const }], calls: [remove("hang")] };
const ranTests = (events: Awaited<ReturnType<typeof follow>>) =>
  events.filter((event) => event.type === "command_started" && event.data.command.includes("test"));

describe("a baseline that hangs", () => {
  it("is skipped by its user, and then nothing is a pass", async () => {
    const { taskId } = await planTrial({ repo: HANGS, ...PLAN, task: { auto_pr: true } });
    const begun = await follow(taskId, (event) => event.type === "log" && event.data.text.includes("begun"));
    const running = await view(taskId);
    expect(running.baseline_since).not.toBeNull();
    expect(running.allowed).toContain("skip_baseline");
    await approve(taskId);
    // The agent edits in a tree of its own meanwhile.
    const edits = await follow(taskId, (event) => event.type === "edit");
    expect(edits.filter(({ type }) => type === "tests")).toEqual([]);
    expect((await view(taskId)).baseline_since).not.toBeNull();
    await command(taskId, "skip-baseline");
    expect(await view(taskId)).toMatchObject({ baseline_since: null });
    const events = await until(taskId, "reviewing", begun.at(-1)?.seq);
    expect(events.filter(({ type }) => type === "warning").map(({ data }) => data)).toContainEqual(
      expect.objectContaining({ code: "baseline_skipped" }),
    );
    const { tests, objections, allowed } = await view(taskId);
    expect(tests).toMatchObject({ verdict: "no_baseline", baseline: null, after: { outcome: "passed" } });
    expect(objections.map(({ kind }) => kind)).toContain("no_baseline");
    expect(allowed).not.toContain("skip_baseline");
    const headers = { "idempotency-key": crypto.randomUUID() };
    expect(await errorOf(call("POST", `/api/tasks/${taskId}/skip-baseline`, { headers }))).toMatchObject({
      status: 409,
      code: "invalid_state",
    });
    await command(taskId, "cancel");
  });

  it("holds nobody for its full time twice: after it, other runs get a part", async () => {
    const repo = await makeRepository({
      commits: [{ files: { ...HANGS, ".verne/setup.sh": "#!/bin/sh\ntrue\n" } }],
    });
    const files = [{ path: "new.txt", action: "create" as const }];
    const { taskId } = await planTrial({ repo, files, calls: [], limitMs: LIMIT_MS });
    await approve(taskId);
    const events = await until(taskId, "reviewing");
    const ended = events.filter(
      (event) => event.type === "command_finished" && event.data.command.includes("test"),
    );
    const times = ended.map((event) => (event.type === "command_finished" ? event.data.duration_ms : 0));
    expect(ranTests(events)).toHaveLength(2);
    expect(times[0]).toBeGreaterThan(0.9 * LIMIT_MS);
    expect(times[1]).toBeLessThan(LIMIT_MS);
    await command(taskId, "cancel");
  });
});
