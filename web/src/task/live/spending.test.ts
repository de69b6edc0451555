import { expect, it } from "vitest";
import type { TaskEvent, TaskView, Usage } from "../../../../worker/protocol/index.ts";
import { appendSpendings, withSpendings } from "./spending.ts";

const usage = (n: number, cost_usd: number | null = n / 100): Usage => ({
  input_tokens: n * 10,
  output_tokens: n,
  cached_input_tokens: n * 5,
  cost_usd,
});
// The parts of a task that are looked at.
const view = (head_seq: number, used: Usage) => ({ head_seq, usage: used, title: "t" }) as TaskView;

it("adds what was used after the task was read, and nothing that is in it", () => {
  const spendings = [3, 5, 8].map((seq) => ({ seq, usage: usage(seq) }));
  const known = view(5, usage(100));
  const shown = withSpendings(known, spendings);
  expect(shown).toEqual({ ...known, usage: { ...usage(108), cost_usd: expect.closeTo(1.08) } });
  expect(withSpendings(view(8, usage(116)), spendings).usage).toEqual(usage(116));
});

it("gives the same task where nothing was used since", () => {
  const known = view(8, usage(1));
  expect(withSpendings(known, [{ seq: 8, usage: usage(8) }])).toBe(known);
});

it("knows no cost once one is not known", () => {
  expect(withSpendings(view(1, usage(1, null)), [{ seq: 2, usage: usage(2) }]).usage.cost_usd).toBeNull();
  expect(withSpendings(view(1, usage(1)), [{ seq: 2, usage: usage(2, null) }]).usage.cost_usd).toBeNull();
});

it("finds them among the events", () => {
  const base = {
    task_id: "t",
    timestamp: "2026-11-22T10:00:00.000Z",
    stage: "planning",
    message: "m",
    actor: { kind: "agent" },
  } as const;
  const events: TaskEvent[] = [
    { ...base, seq: 1, type: "agent_text", data: { text: "hello" } },
    { ...base, seq: 2, type: "usage", data: { model: "m", usage: usage(2), calls: 1 } },
  ];
  const known = [{ seq: 1, usage: usage(9) }];
  expect(appendSpendings(known, events)).toEqual([...known, { seq: 2, usage: usage(2) }]);
  expect(appendSpendings(known, events.slice(0, 1))).toBe(known);
});
