import { describe, expect, it } from "vitest";
import type { TaskState, TaskSummary } from "../../../worker/protocol/index.ts";
import { arrange, between, keepInPlace, neighbour, type Row } from "./rows.ts";

const now = Date.parse("2026-11-22T12:00:00Z");
const row = (id: string, state: TaskState, agoMs: number): Row => {
  const at = new Date(now - agoMs).toISOString();
  // Only what the arrangement reads.
  return { id, at, task: { state, updated_at: at, archived_at: null } as TaskSummary };
};

describe("arrange", () => {
  it("puts what needs the user first, the newest change on top, and leaves empty sections out", () => {
    const rows = [
      row("d", "complete", 10),
      row("b", "failed", 500),
      row("c", "applying", 20),
      row("a", "awaiting_approval", 100),
    ];
    expect(arrange(rows, now)).toEqual([
      { id: "needs_you", ids: ["a", "b"] },
      { id: "running", ids: ["c"] },
      { id: "done", ids: ["d"] },
    ]);
  });
});

describe("keepInPlace", () => {
  const shown = [
    { id: "needs_you", ids: ["a"] },
    { id: "running", ids: ["b", "c"] },
  ] as const;

  it("moves nothing, lets go of what is gone, and counts what waits", () => {
    const fresh = [
      { id: "needs_you", ids: ["new", "c"] },
      { id: "running", ids: ["b", "new too"] },
    ] as const;
    expect(keepInPlace(shown, fresh)).toEqual({
      shown: [{ id: "running", ids: ["b", "c"] }],
      added: 2,
      moved: 1,
    });
  });

  it("has nothing waiting while only the order within a section differs", () => {
    const fresh = [shown[0], { id: "running", ids: ["c", "b"] }] as const;
    expect(keepInPlace(shown, fresh)).toEqual({ shown: [...shown], added: 0, moved: 0 });
  });
});

describe("where the focus goes", () => {
  it("stays, else goes to the next row, else to the one before", () => {
    expect(neighbour("b", ["a", "b", "c"], ["c", "b"])).toBe("b");
    expect(neighbour("b", ["a", "b", "c"], ["a", "c"])).toBe("c");
    expect(neighbour("c", ["a", "b", "c"], ["a", "b"])).toBe("b");
    expect(neighbour("a", ["a"], [])).toBeNull();
  });

  it("takes ranges in both directions", () => {
    expect(between(["a", "b", "c", "d"], "c", "a")).toEqual(["a", "b", "c"]);
    expect(between(["a", "b"], "gone", "b")).toEqual(["b"]);
  });
});
