import { describe, expect, it } from "vitest";
import type { TaskState } from "../../../worker/protocol/index.ts";
import { groupTasks } from "./sections.ts";

const now = Date.parse("2026-11-22T12:00:00Z");
const task = (state: TaskState, agoMs: number) => ({
  state,
  updated_at: new Date(now - agoMs).toISOString(),
});
const DAY_MS = 86_400_000;

describe("groupTasks", () => {
  it("puts what needs the user first and leaves empty sections out", () => {
    const groups = groupTasks(
      [task("complete", 10), task("applying", 20), task("awaiting_approval", 30)],
      now,
    );
    expect(groups.map((group) => group.id)).toEqual(["needs_you", "running", "done"]);
  });

  it("sorts each section by the last change, newest first", () => {
    const [group] = groupTasks([task("failed", 500), task("awaiting_approval", 100)], now);
    expect(group?.tasks.map((one) => one.state)).toEqual(["awaiting_approval", "failed"]);
  });

  it("files a failure that nobody touched for a week under done", () => {
    expect(groupTasks([task("failed", 8 * DAY_MS)], now)).toMatchObject([{ id: "done" }]);
    expect(groupTasks([task("failed", 6 * DAY_MS)], now)).toMatchObject([{ id: "needs_you" }]);
  });
});
