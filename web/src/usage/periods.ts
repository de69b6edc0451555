import type { UsageReport } from "../../../worker/protocol/index.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
export const PERIODS_DAYS = [7, 30, 90] as const;
const DEFAULT_DAYS = 30;

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The days asked for in the address (`?days=7`), today (UTC) included. */
export function periodOf(asked: string | undefined, now: number): { days: number; from: string; to: string } {
  const days = PERIODS_DAYS.find((one) => String(one) === asked) ?? DEFAULT_DAYS;
  return { days, from: dayOf(now - (days - 1) * DAY_MS), to: dayOf(now) };
}

export interface DayBar {
  day: string;
  tokens: number;
  /** Null where nothing of the day has a known price. */
  costUsd: number | null;
  /** True where calls without a known price are missing from the cost. */
  partly: boolean;
}

/** Every day of the report, also those on which nothing was used. */
export function dayBars(report: Pick<UsageReport, "from" | "to" | "by_day">): DayBar[] {
  const known = new Map(report.by_day.map((sum) => [sum.day, sum]));
  const bars: DayBar[] = [];
  for (let ms = Date.parse(report.from); ms <= Date.parse(report.to); ms += DAY_MS) {
    const day = dayOf(ms);
    const sum = known.get(day);
    bars.push({
      day,
      tokens: sum ? sum.input_tokens + sum.output_tokens : 0,
      costUsd: sum && sum.calls > 0 ? (sum.unknown_cost_calls >= sum.calls ? null : sum.cost_usd) : 0,
      partly: (sum?.unknown_cost_calls ?? 0) > 0,
    });
  }
  return bars;
}

/** The smallest of 1, 2, 2.5, 5 times a power of ten that is not below `value`; 1 for nothing. */
export function niceCeiling(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 2.5, 5, 10].find((one) => one * power >= value * (1 - 1e-9)) ?? 10;
  return step * power;
}
