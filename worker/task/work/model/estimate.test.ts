import { expect, it } from "vitest";
import type { TaskInit, TaskRecord } from "../../record/record.ts";
import { estimateOf } from "./estimate.ts";

const record = (
  provider: string,
  model: string,
  inputTokens: number,
): Pick<TaskRecord, "spent" | "init"> => ({
  init: { provider, model } as TaskInit, // nothing else is read
  spent: {
    inputTokens,
    outputTokens: inputTokens / 10,
    cachedInputTokens: 0,
    modelCalls: 1,
    toolCalls: 1,
    costUsd: 0,
  },
});

it("grows with the steps, and never takes an unknown price for none", () => {
  const one = estimateOf(record("demo", "verne-demo", 1_000), 1);
  const three = estimateOf(record("demo", "verne-demo", 1_000), 3);
  expect(one).toEqual({ tokens: 2_200, cost_usd: 0 });
  expect(three?.tokens).toBe(4_400);
  expect(estimateOf(record("openai_compatible", "nobody-knows-it", 1_000), 1)).toEqual({
    tokens: 2_200,
    cost_usd: null,
  });
  expect(estimateOf(record("openai", "nobody-knows-it", 0), 1)).toBeNull();
});
