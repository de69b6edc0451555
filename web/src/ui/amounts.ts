const DOLLARS = new Intl.NumberFormat("en", { style: "currency", currency: "USD" });
const FINE_DOLLARS = new Intl.NumberFormat("en", {
  style: "currency",
  currency: "USD",
  maximumSignificantDigits: 2,
});
const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** `$12.30`, `$0.0042`; `unknown` for null: a price that is not known is never a zero. */
export function formatCost(usd: number | null): string {
  if (usd === null) return "unknown";
  return usd !== 0 && usd < 0.1 ? FINE_DOLLARS.format(usd) : DOLLARS.format(usd);
}

/** A sum of costs of which some may be unknown: `$1.20`, `at least $1.20`, `unknown`. */
export function formatCostSum(sum: {
  cost_usd: number | null;
  unknown_cost_calls: number;
  calls: number;
}): string {
  if (sum.calls === 0) return formatCost(0);
  if (sum.cost_usd === null || sum.unknown_cost_calls >= sum.calls) return "unknown";
  return sum.unknown_cost_calls > 0 ? `at least ${formatCost(sum.cost_usd)}` : formatCost(sum.cost_usd);
}

/** `950`, `18.4K`, `2.1M`. */
export const formatCount = (count: number): string => COMPACT.format(count);
