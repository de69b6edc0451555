import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TaskEvent } from "../../../../worker/protocol/index.ts";
import { EMPTY_JOURNAL, hasGap, type Journal, newestTaskChange, reduce } from "./reducer.ts";

const event = (seq: number): TaskEvent => {
  const base = {
    task_id: "5e0c1d0a-9a52-4a0e-8a51-0f4d3b1c2a10",
    seq,
    timestamp: new Date(1_763_800_000_000 + seq * 1_000).toISOString(),
    stage: "applying_changes" as const,
    message: `event ${seq}`,
    actor: { kind: "system" as const },
  };
  switch (seq % 5) {
    case 0:
      return { ...base, type: "step_started", data: { step: "apply", step_id: "apply:1", attempt: 1 } };
    case 1:
      return {
        ...base,
        type: "log",
        data: {
          step: "apply",
          command_id: "c1",
          stream: "stdout",
          text: `part ${seq}${seq % 2 ? "\n" : ""}`,
        },
      };
    case 2:
      return {
        ...base,
        type: "tool",
        data: { tool: "read", target: `file-${seq}`, ok: true, detail: null },
      };
    case 3:
      return {
        ...base,
        type: "state",
        data: { from: null, to: seq % 2 ? "applying" : "testing", reason: null },
      };
    default:
      return { ...base, type: "agent_text", data: { text: `text ${seq}` } };
  }
};

const range = (from: number, to: number): TaskEvent[] =>
  Array.from({ length: to - from + 1 }, (_, index) => event(from + index));

const feed = (batches: readonly (readonly TaskEvent[])[]): Journal =>
  batches.reduce((journal, events) => reduce(journal, { type: "events", events }), EMPTY_JOURNAL);

/** Every event once, shuffled, with repeats mixed in, cut into batches. */
const deliveries = fc.integer({ min: 1, max: 40 }).chain((count) =>
  fc
    .tuple(
      fc.shuffledSubarray(range(1, count), { minLength: count, maxLength: count }),
      fc.array(fc.integer({ min: 1, max: count }), { maxLength: 20 }),
      fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 60, maxLength: 60 }),
    )
    .map(([shuffled, repeats, sizes]) => {
      const all = [...shuffled];
      for (const seq of repeats) all.splice((seq * 7) % (all.length + 1), 0, event(seq));
      const batches: TaskEvent[][] = [];
      for (const size of sizes) if (all.length) batches.push(all.splice(0, size));
      if (all.length) batches.push(all);
      return { count, batches };
    }),
);

describe("reduce", () => {
  it("ends the same however the events arrive: repeated, reordered, in any batches", () => {
    fc.assert(
      fc.property(deliveries, ({ count, batches }) => {
        const inOrder = feed([range(1, count)]);
        expect(feed(batches)).toEqual(inOrder);
        expect(inOrder.lastSeq).toBe(count);
      }),
    );
  });

  it("stops before a gap, resumes from there, and loses nothing", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 30 }), fc.nat(), (count, at) => {
        const missing = 1 + (at % (count - 1));
        const before = feed([range(1, count).filter((one) => one.seq !== missing)]);
        expect(before.lastSeq).toBe(missing - 1);
        expect(hasGap(before)).toBe(true);
        const replay = range(before.lastSeq + 1, count);
        expect(reduce(before, { type: "events", events: replay })).toEqual(feed([range(1, count)]));
      }),
    );
  });

  it("gives the same object for events it has already", () => {
    const journal = feed([range(1, 10)]);
    expect(reduce(journal, { type: "events", events: range(3, 8) })).toBe(journal);
  });

  it("steps over a gap that the server does not have, once replay has caught up", () => {
    const journal = feed([[event(1), event(3), event(4)]]);
    const closed = reduce(journal, { type: "caught_up", head: 4 });
    expect(closed.lastSeq).toBe(4);
    expect(hasGap(closed)).toBe(false);
  });

  it("does not change the journal it was given", () => {
    const journal = feed([range(1, 7)]);
    const copy = structuredClone(journal);
    reduce(journal, { type: "events", events: range(8, 20) });
    expect(journal).toEqual(copy);
  });
});

it("finds the newest event after which the task reads differently", () => {
  expect(newestTaskChange(range(1, 9))).toBe(8);
  expect(newestTaskChange([event(2), event(4)])).toBe(0);
  const { type: _, ...base } = event(1);
  const usage = { input_tokens: 1, output_tokens: 1, cached_input_tokens: 0, cost_usd: null };
  const data = { model: "m", usage, calls: 1 };
  // There are thousands of these, and each carries its own change.
  expect(newestTaskChange([{ ...base, seq: 9, type: "usage", data }])).toBe(0);
});
