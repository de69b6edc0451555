import { formatCost, formatCount } from "../ui/amounts.ts";
import type { DayBar } from "./periods.ts";

export type Measure = "tokens" | "cost";

/** `Nov 9`. */
export const shortDay = (day: string): string =>
  new Date(day).toLocaleDateString("en", { month: "short", day: "numeric", timeZone: "UTC" });

export const amountOf = (bar: DayBar, measure: Measure): number =>
  measure === "tokens" ? bar.tokens : (bar.costUsd ?? 0);

export const amountText = (amount: number, measure: Measure): string =>
  measure === "tokens" ? formatCount(amount) : formatCost(amount);

/** One day in words: `Nov 9: 720K tokens`, `Nov 10: cost unknown`. */
export function titleOf(bar: DayBar, measure: Measure): string {
  if (measure === "tokens") return `${shortDay(bar.day)}: ${formatCount(bar.tokens)} tokens`;
  const least = bar.partly && bar.costUsd !== null ? "at least " : "";
  return `${shortDay(bar.day)}: cost ${least}${formatCost(bar.costUsd)}`;
}

/** What the chart shows, in a sentence, and where the figures are. */
export function pictureText(bars: readonly DayBar[], measure: Measure): string {
  const [first, ...rest] = bars;
  if (!first) return "No days";
  const peak = rest.reduce(
    (best, bar) => (amountOf(bar, measure) > amountOf(best, measure) ? bar : best),
    first,
  );
  const what = measure === "tokens" ? "Tokens" : "Cost";
  return `${what} by day. Most: ${titleOf(peak, measure)}. The table under Day holds every figure.`;
}
