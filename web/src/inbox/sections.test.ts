import { describe, expect, it } from "vitest";
import type { TaskState } from "../../../worker/protocol/index.ts";
import { sectionOf } from "./sections.ts";

const now = Date.parse("2026-11-22T12:00:00Z");
const DAY_MS = 86_400_000;
const place = (state: TaskState, agoMs: number, archived_at: string | null = null, asks = false) =>
  sectionOf({ state, updated_at: new Date(now - agoMs).toISOString(), archived_at, asks }, now);

describe("sectionOf", () => {
  it("sorts by what the task asks of the user", () => {
    expect(place("awaiting_approval", 10)).toBe("needs_you");
    expect(place("failed", 6 * DAY_MS)).toBe("needs_you");
    expect(place("reviewing", 10)).toBe("review");
    expect(place("reviewing", 10, null, true)).toBe("needs_you");
    expect(place("applying", 20)).toBe("running");
    expect(place("cancelled", 6 * DAY_MS)).toBe("done");
  });

  it("files what is done, or failed untouched, for a week as older; a plan waits for ever", () => {
    expect(place("complete", 8 * DAY_MS)).toBe("older");
    expect(place("failed", 8 * DAY_MS)).toBe("older");
    expect(place("awaiting_approval", 80 * DAY_MS)).toBe("needs_you");
  });

  it("keeps the archive together", () => {
    expect(place("failed", 10, "2026-11-22T11:00:00Z")).toBe("archived");
    expect(place("reviewing", 10, "2026-11-22T11:00:00Z", true)).toBe("archived");
  });
});
