import type { BudgetLimits, BudgetSpent, Reservation } from "./types.ts";

/** Soft limit: share of a limit at which the model is told to finish. */
const SOFT_SHARE = 0.85;
const CHARS_PER_TOKEN = 4;
/** Below this many output tokens a call is not worth making. */
const MIN_OUTPUT_TOKENS = 1_000;

/** Upper bound of a call's cost in USD; null if the price is unknown. */
export type PriceOf = (tokens: { inputTokens: number; outputTokens: number }) => number | null;

export interface Call {
  model: string;
  /** Estimated. */
  inputTokens: number;
  /** Maximum output tokens, before the limit of money is applied. */
  maxOutputTokens: number;
  price: PriceOf;
}

export type BudgetVerdict =
  /**
   * `nearly` names a limit that is almost reached; `reserve` is to be reserved, and its output tokens limit the answer.
   */
  { ok: true; nearly: string | null; reserve: Reservation } | { ok: false; detail: string };

/** Rough token count of a text, for a reservation before the provider reports the usage. */
export function estimateTokens(chars: number): number {
  return Math.ceil(chars / CHARS_PER_TOKEN);
}

/** Counts a reservation that survived a crash as fully used. */
export function settleReserved(spent: BudgetSpent): BudgetSpent {
  const { reserved } = spent;
  if (!reserved) return spent;
  return {
    ...spent,
    inputTokens: spent.inputTokens + reserved.inputTokens,
    outputTokens: spent.outputTokens + reserved.outputTokens,
    costUsd: spent.costUsd === null || reserved.costUsd === null ? null : spent.costUsd + reserved.costUsd,
    reserved: null,
  };
}

/**
 * Whether one more model call fits the budget, and the reservation for it. The answer's length is limited by the
 * remaining tokens and money. With a limit of money every price must be known.
 */
export function checkBudget(limits: BudgetLimits, spent: BudgetSpent, call: Call): BudgetVerdict {
  const items = [
    { name: "model calls", after: spent.modelCalls + 1, limit: limits.maxModelCalls },
    { name: "tool calls", after: spent.toolCalls, limit: limits.maxToolCalls - 1 },
    { name: "input tokens", after: spent.inputTokens + call.inputTokens, limit: limits.maxInputTokens },
    { name: "output tokens", after: spent.outputTokens, limit: limits.maxOutputTokens - 1 },
    {
      name: "tokens",
      after: spent.inputTokens + spent.outputTokens + call.inputTokens,
      limit: (limits.maxTokens ?? Number.POSITIVE_INFINITY) - 1,
    },
  ];
  const over = items.find((item) => item.after > item.limit);
  if (over) return { ok: false, detail: `the limit of ${over.name} is reached` };
  const tokensLeft = (limits.maxTokens ?? Number.POSITIVE_INFINITY) - spent.inputTokens - spent.outputTokens;
  const outputTokens = Math.min(
    call.maxOutputTokens,
    limits.maxOutputTokens - spent.outputTokens,
    tokensLeft - call.inputTokens,
  );
  const money = withinMoney(limits.maxCostUsd, spent.costUsd, { ...call, maxOutputTokens: outputTokens });
  if (!money.ok) return money;
  const nearly = items.find((item) => item.after > item.limit * SOFT_SHARE);
  const what = nearly?.name ?? (money.nearly ? "money" : null);
  return {
    ok: true,
    nearly: what === null ? null : `The budget of ${what}`,
    reserve: { inputTokens: call.inputTokens, outputTokens: money.outputTokens, costUsd: money.costUsd },
  };
}

type MoneyVerdict =
  | { ok: true; outputTokens: number; costUsd: number | null; nearly: boolean }
  | { ok: false; detail: string };

function withinMoney(limit: number | null, spent: number | null, call: Call): MoneyVerdict {
  const { model, inputTokens, maxOutputTokens, price } = call;
  const most = price({ inputTokens, outputTokens: maxOutputTokens });
  if (limit === null) return { ok: true, outputTokens: maxOutputTokens, costUsd: most, nearly: false };
  const input = price({ inputTokens, outputTokens: 0 });
  if (most === null || input === null || spent === null) {
    return {
      ok: false,
      detail: `the price of ${model} is not known, so the limit of ${usd(limit)} cannot be kept. Choose a model with a known price, or set no limit of money`,
    };
  }
  const left = limit - spent;
  const perToken = (most - input) / maxOutputTokens;
  const affordable = most <= left ? maxOutputTokens : Math.floor((left - input) / perToken);
  if (affordable < Math.min(MIN_OUTPUT_TOKENS, maxOutputTokens)) {
    return {
      ok: false,
      detail: `the limit of ${usd(limit)} is reached: ${usd(spent)} are spent, and the next call would cost about ${usd(price({ inputTokens, outputTokens: MIN_OUTPUT_TOKENS }) ?? most)}`,
    };
  }
  const costUsd = input + perToken * affordable;
  return { ok: true, outputTokens: affordable, costUsd, nearly: spent + costUsd > limit * SOFT_SHARE };
}

const usd = (amount: number): string => `$${amount.toFixed(amount < 0.1 ? 4 : 2)}`;
