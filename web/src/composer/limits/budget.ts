import type { NewTask } from "../../../../worker/protocol/index.ts";

/** The limits of a task as they are typed; an empty one means the installation's own limit. */
export interface BudgetDraft {
  maxCostUsd: string;
  maxTokens: string;
  maxMinutes: string;
  maxModelCalls: string;
}

export const EMPTY_BUDGET: BudgetDraft = { maxCostUsd: "", maxTokens: "", maxMinutes: "", maxModelCalls: "" };

export type BudgetField = keyof BudgetDraft;

interface Limit {
  /** Name of the field in the request. */
  path: keyof NonNullable<NewTask["budget"]>;
  max: number;
  whole: boolean;
}

/** The largest value of each is the protocol's. */
export const LIMITS: Record<BudgetField, Limit> = {
  maxCostUsd: { path: "max_cost_usd", max: 10_000, whole: false },
  maxTokens: { path: "max_tokens", max: 100_000_000, whole: true },
  maxMinutes: { path: "max_minutes", max: 1_440, whole: true },
  maxModelCalls: { path: "max_model_calls", max: 10_000, whole: true },
};

// Object.keys loses the literal type; the table above is the only source of its keys.
export const BUDGET_FIELDS = Object.keys(LIMITS) as readonly BudgetField[];

const amountOf = (typed: string): number | null => {
  const text = typed.trim();
  if (text === "") return null;
  return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
};

function problemOf(limit: Limit, typed: string): string | null {
  const value = amountOf(typed);
  if (value === null) return null;
  if (limit.whole && !Number.isInteger(value)) return "Enter a whole number.";
  if (!(value > 0)) return "Enter a number above 0.";
  return value > limit.max ? `At most ${limit.max.toLocaleString("en")}.` : null;
}

/** What is wrong with a limit, by field; empty when nothing is. */
export function budgetProblems(draft: BudgetDraft): Partial<Record<BudgetField, string>> {
  return Object.fromEntries(
    BUDGET_FIELDS.flatMap((field) => {
      const problem = problemOf(LIMITS[field], draft[field]);
      return problem === null ? [] : [[field, problem]];
    }),
  );
}

/** The limits as they are sent; undefined when none is set. */
export function budgetOf(draft: BudgetDraft): NewTask["budget"] {
  const set = BUDGET_FIELDS.flatMap((field) => {
    const value = amountOf(draft[field]);
    return value === null ? [] : [[LIMITS[field].path, value] as const];
  });
  return set.length === 0 ? undefined : Object.fromEntries(set);
}
