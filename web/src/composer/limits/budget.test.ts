import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TaskBudget } from "../../../../worker/protocol/index.ts";
import { BUDGET_FIELDS, budgetOf, budgetProblems, EMPTY_BUDGET } from "./budget.ts";

describe("a task's limits", () => {
  it("sends nothing when nothing is set, and only what is", () => {
    expect(budgetOf(EMPTY_BUDGET)).toBeUndefined();
    expect(budgetOf({ ...EMPTY_BUDGET, maxCostUsd: "2.50", maxMinutes: " 30 " })).toEqual({
      max_cost_usd: 2.5,
      max_minutes: 30,
    });
  });

  it("names what is wrong at its field", () => {
    const wrong = { maxCostUsd: "two", maxTokens: "1.5", maxMinutes: "0", maxModelCalls: "10001" };
    expect(Object.keys(budgetProblems(wrong))).toEqual([...BUDGET_FIELDS]);
    expect(budgetProblems({ ...EMPTY_BUDGET, maxCostUsd: "0.5" })).toEqual({});
  });

  it("refuses exactly what the protocol refuses", () => {
    const typed = fc.oneof(
      fc.constantFrom("", "0", "-1", "1e3", "abc", ".5", "1440", "1441", "10000", "10000.5", "100000001"),
      fc.integer({ min: -5, max: 200_000_000 }).map(String),
      fc.float({ min: 0, max: 20_000, noNaN: true }).map((value) => value.toFixed(2)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...BUDGET_FIELDS), typed, (field, text) => {
        const draft = { ...EMPTY_BUDGET, [field]: text };
        if (!/^\d*$|^\d+\.\d+$/.test(text)) return;
        const accepted = TaskBudget.safeParse(budgetOf(draft) ?? {}).success;
        expect(Object.keys(budgetProblems(draft)).length === 0).toBe(accepted);
      }),
    );
  });
});
