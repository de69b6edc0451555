import fc from "fast-check";
import { expect, it } from "vitest";
import type { SocketFrame, TaskEvent } from "../../protocol/index.ts";
import { framesOf } from "./frames.ts";

const event = (seq: number, kind: "log" | "state"): TaskEvent => ({
  task_id: "10000000-0000-4000-8000-00000000000a",
  seq,
  actor: { kind: "system" },
  timestamp: "2026-11-22T10:00:00.000Z",
  stage: "planning",
  message: `${kind} ${seq}`,
  ...(kind === "log"
    ? { type: "log", data: { step: "plan", command_id: null, stream: "stdout", text: "x" } }
    : { type: "state", data: { from: "analyzing", to: "planning", reason: null } }),
});

const itemsOf = (frame: SocketFrame): SocketFrame[] => (frame.type === "batch" ? frame.data.items : [frame]);

it("keeps every event, in order, and hides no change of state in a batch", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("log" as const, "state" as const), { maxLength: 40 }), (kinds) => {
      const events = kinds.map((kind, index) => event(index + 1, kind));
      const frames = framesOf(events);
      expect(frames.flatMap(itemsOf)).toEqual(events);
      expect(frames.filter(({ type }) => type === "state")).toHaveLength(
        kinds.filter((kind) => kind === "state").length,
      );
      for (const frame of frames) expect(frame.message).toBe(itemsOf(frame).at(-1)?.message);
    }),
  );
});

it("puts what a task has much of into one frame", () => {
  const frames = framesOf([
    event(1, "state"),
    event(2, "log"),
    event(3, "log"),
    event(4, "log"),
    event(5, "state"),
  ]);
  expect(frames.map(({ type, seq }) => [type, seq])).toEqual([
    ["state", 1],
    ["batch", 4],
    ["state", 5],
  ]);
});
