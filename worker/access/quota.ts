/** Pure: what a month allows, and what is used up. */
import type { Config } from "../env.ts";
import { type Amounts, QUOTA_KINDS, type QuotaKind } from "../protocol/index.ts";

export type QuotaScope = "user" | "organisation";

/** A kind that is not in it is unlimited. */
export type Quotas = Partial<Amounts>;

export function quotasOf(config: Config, scope: QuotaScope): Quotas {
  const [tasks, minutes, usd] =
    scope === "user"
      ? [config.MONTHLY_TASKS_PER_USER, config.MONTHLY_MINUTES_PER_USER, config.MONTHLY_USD_PER_USER]
      : [config.MONTHLY_TASKS_PER_ORG, config.MONTHLY_MINUTES_PER_ORG, config.MONTHLY_USD_PER_ORG];
  return {
    ...(tasks !== undefined && { tasks }),
    ...(minutes !== undefined && { minutes }),
    ...(usd !== undefined && { usd }),
  };
}

export const isLimited = (quotas: Quotas): boolean => Object.keys(quotas).length > 0;

/** The first of `kinds` of which nothing is left; null if something is left of each. */
export const usedUp = (quotas: Quotas, used: Amounts, kinds: readonly QuotaKind[] = QUOTA_KINDS) =>
  kinds.find((kind) => used[kind] >= (quotas[kind] ?? Number.POSITIVE_INFINITY)) ?? null;

/** When a month's amounts are counted from 0 again, as an ISO time. */
export function resetsAt(nowMs: number): string {
  const now = new Date(nowMs);
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)).toISOString();
}

const AMOUNT: Record<QuotaKind, (limit: number) => string> = {
  tasks: (limit) => `${limit} ${limit === 1 ? "task" : "tasks"}`,
  minutes: (limit) => `${limit} minutes of work`,
  usd: (limit) => `$${limit} for models`,
};

/** `whose`: as the sentence begins, with its verb. */
export const quotaMessage = (whose: string, kind: QuotaKind, limit: number, nowMs: number): string =>
  `${whose} used up this month's ${AMOUNT[kind](limit)}. The next month begins at ${resetsAt(nowMs)}.`;
