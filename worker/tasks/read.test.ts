/** Where each part of a task is read: from its object while that has the task, from Postgres afterwards. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { type Principal, SERVICE } from "../access/principal.ts";
import { readDiff, readEvents, readPatch, readTask } from "./read.ts";
import { ADA, database, depsWith, GRACE, ORG, TASK } from "./use-case-fixture.ts";

afterEach(() => vi.unstubAllGlobals());

const FILE = {
  file_path: "a.ts",
  status: "modified",
  additions: 1,
  deletions: 1,
  is_binary: false,
  diff_text: "the patch\n",
};
const PAGE = { after: 2, limit: 10 };
/** An object that has no task, any more or yet. */
const GONE = {
  view: async () => null,
  events: async () => null,
  diff: async () => null,
  patch: async () => null,
};
const VIEW = { task_id: TASK, allowed: ["cancel"] };

describe("journal and change", () => {
  const events = { items: [], head: 7 };
  const LIVE = { events: async () => events, diff: async () => ({ patch: "p" }), patch: async () => "p" };

  it("come from the object, without a look at what was mirrored", async () => {
    const asked = database({});
    const deps = depsWith(LIVE);
    expect(await readEvents(deps, ADA, TASK, PAGE)).toBe(events);
    expect(await readDiff(deps, ADA, TASK, "task")).toEqual({ patch: "p" });
    expect(await readPatch(deps, ADA, TASK, "task")).toEqual({ taskId: TASK, patch: "p" });
    expect(new Set(asked)).toEqual(new Set(["GET tasks"]));
  });

  it("come from Postgres once the object is gone, for Verne itself as well", async () => {
    const answers = {
      "POST rpc/read_task_logs": [{ seq: 3, timestamp: "2026-11-22T10:00:00+00:00" }],
      "GET task_logs": [{ seq: 9 }],
      "GET files_diff": [FILE],
    };
    database({ row: { base_commit: "abc" }, answers });
    const deps = depsWith(GONE);
    for (const principal of [ADA, SERVICE]) {
      const page = await readEvents(deps, principal, TASK, PAGE);
      expect(page).toEqual({ items: [{ seq: 3, timestamp: "2026-11-22T10:00:00.000Z" }], head: 9 });
      expect(await readDiff(deps, principal, TASK, "task")).toMatchObject({
        base_commit: "abc",
        files: [{ path: "a.ts", status: "modified" }],
        patch: "the patch\n",
      });
      expect((await readPatch(deps, principal, TASK, "task")).patch).toBe("the patch\n");
    }
  });

  it("knows nothing of what a cancelled follow-up had changed once the object is gone", async () => {
    const asked = database({ answers: { "GET files_diff": [FILE] } });
    expect(await readDiff(depsWith(GONE), ADA, TASK, "set_aside")).toMatchObject({ files: [], patch: "" });
    await expect(readPatch(depsWith(GONE), ADA, TASK, "set_aside")).rejects.toMatchObject({
      code: "not_found",
      message: "the task has no such change",
    });
    expect(asked).not.toContain("GET files_diff");
  });
});

describe("the task", () => {
  it.each([
    ["its owner", ADA, undefined, "owner", ["cancel"]],
    ["a member", GRACE, "member", "member", ["cancel"]],
    ["a viewer", GRACE, "viewer", "viewer", []],
  ] as const)("offers %s the commands that they may give", async (_who, principal, role, access, allowed) => {
    database({ row: { org_id: ORG, visibility: "org" }, role });
    const view = await readTask(depsWith({ view: async () => VIEW }), principal, TASK);
    expect(view).toMatchObject({ access, allowed, visibility: "org", owner: { login: "ada" } });
  });

  it("is read as it ended, where the object only had that left to say", async () => {
    const asked = database({ row: { state: "failed" } });
    expect(await readTask(depsWith(GONE), ADA, TASK)).toMatchObject({ state: "failed", allowed: [] });
    // The row that was found says it already.
    expect(asked.filter((call) => call === "GET tasks")).toHaveLength(1);
    const again = database({ row: { state: "testing" } });
    await readTask(depsWith(GONE), ADA, TASK);
    expect(again.filter((call) => call === "GET tasks")).toHaveLength(2);
  });

  it("that did not start is started by nobody but its owner", async () => {
    const create = vi.fn();
    for (const principal of [GRACE, SERVICE] satisfies Principal[]) {
      database({ row: { state: "queued", org_id: ORG }, role: "admin", answers: { "GET users": [] } });
      const view = await readTask(depsWith({ ...GONE, create }), principal, TASK);
      expect(view).toMatchObject({ state: "queued", allowed: [] });
    }
    expect(create).not.toHaveBeenCalled();
  });
});
