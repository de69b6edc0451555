import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CATALOG } from "./catalog.ts";
import { modelInfo, priceClass, taskCostUsd } from "./model-info.ts";
import { typicalTask } from "./typical-task.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const price = (input: number, output: number, cached_input: number | null = null) => ({
  input,
  cached_input,
  output,
});
const usage = (input_tokens: number, cached_input_tokens = 0, output_tokens = 0) => ({
  input_tokens,
  cached_input_tokens,
  output_tokens,
  cost_usd: null,
});

describe("the price class", () => {
  it.each([
    [null, null],
    [price(0, 0), "free"],
    [price(0.1, 0.5), "low"],
    [price(1, 5), "low"],
    [price(2, 5.01), "medium"],
    [price(2, 15), "medium"],
    [price(4, 20), "high"],
  ])("of %j is %s", (given, wanted) => {
    expect(priceClass(given)).toBe(wanted);
  });
});

describe("what a task costs", () => {
  const task = {
    input_tokens: 1_000_000,
    cached_input_tokens: 400_000,
    output_tokens: 100_000,
    from_tasks: 5,
  };

  it("counts cached input at its own price, and at the full one where it has none", () => {
    expect(taskCostUsd(price(2, 10, 0.5), task)).toBeCloseTo(1.2 + 0.2 + 1);
    expect(taskCostUsd(price(2, 10), task)).toBeCloseTo(2 + 1);
  });

  it("is unknown without a price, never nothing", () => {
    expect(taskCostUsd(null, task)).toBeNull();
  });
});

describe("a model's entry", () => {
  const task = typicalTask([]);

  it("has a price, a class and a cost for every listed model that is charged today", () => {
    for (const { provider, id, label } of CATALOG.models) {
      const info = modelInfo(provider, { id, label }, task, NOW);
      expect(info.price_class, id).toMatch(/^(low|medium|high)$/);
      expect(info.typical_task_usd, id).toBeGreaterThan(0);
      expect(info.context_tokens, id).toBeGreaterThan(100_000);
    }
  });

  it("knows nothing about a model of the user's own server, whatever its name, nor about an announced end", () => {
    const unknown = { price: null, price_class: null, typical_task_usd: null };
    const borrowed = { id: "gpt-6-luna", label: "gpt-6-luna" };
    expect(modelInfo("openai_compatible", borrowed, task, NOW)).toMatchObject({
      ...unknown,
      context_tokens: null,
    });
    const later = Date.parse("2027-01-02T00:00:00Z");
    expect(modelInfo("google", { id: "gemini-3.8-flash", label: "Flash" }, task, later)).toMatchObject(
      unknown,
    );
  });

  it("says that the demo model is free", () => {
    expect(modelInfo("demo", { id: "verne-demo", label: "Demo" }, task, NOW)).toMatchObject({
      price_class: "free",
      typical_task_usd: 0,
    });
  });
});

describe("the typical task", () => {
  it("is a guess before the third task", () => {
    const guess = typicalTask([]);
    expect(guess).toMatchObject({ from_tasks: 0 });
    expect(typicalTask([usage(9), usage(9)])).toEqual(guess);
  });

  it("is the median in each kind of token", () => {
    expect(typicalTask([usage(10, 1, 7), usage(1_000, 5, 3), usage(20, 3, 5)])).toEqual({
      input_tokens: 20,
      cached_input_tokens: 3,
      output_tokens: 5,
      from_tasks: 3,
    });
    expect(typicalTask([usage(4), usage(1), usage(3), usage(2)])).toMatchObject({ input_tokens: 3 });
  });

  it("lies between the smallest and the largest", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1e9), { minLength: 3, maxLength: 20 }), (inputs) => {
        const { input_tokens } = typicalTask(inputs.map((input) => usage(input)));
        expect(input_tokens).toBeGreaterThanOrEqual(Math.min(...inputs));
        expect(input_tokens).toBeLessThanOrEqual(Math.max(...inputs));
      }),
    );
  });
});
