import type { BudgetLimits, BudgetSpent } from "./types.ts";

/** Share of a limit at which the model is told to come to an end. */
const SOFT_SHARE = 0.85;
const CHARS_PER_TOKEN = 4;

export type BudgetVerdict = { ok: true; nearly: string | null } | { ok: false; detail: string };

/** Rough size of a text in tokens, for reserving before the provider says what it was. */
export function estimateTokens(chars: number): number {
  return Math.ceil(chars / CHARS_PER_TOKEN);
}

/**
 * Whether one more model call fits: counted before the call, with the estimated input. `nearly` names what is almost
 * used up.
 */
export function checkBudget(limits: BudgetLimits, spent: BudgetSpent, estimatedInput: number): BudgetVerdict {
  const items = [
    { name: "model calls", after: spent.modelCalls + 1, limit: limits.maxModelCalls },
    { name: "tool calls", after: spent.toolCalls, limit: limits.maxToolCalls - 1 },
    { name: "input tokens", after: spent.inputTokens + estimatedInput, limit: limits.maxInputTokens },
    { name: "output tokens", after: spent.outputTokens, limit: limits.maxOutputTokens - 1 },
  ];
  const over = items.find((item) => item.after > item.limit);
  if (over) return { ok: false, detail: `the limit of ${over.name} is reached` };
  const nearly = items.find((item) => item.after > item.limit * SOFT_SHARE);
  return { ok: true, nearly: nearly ? `The budget of ${nearly.name}` : null };
}
