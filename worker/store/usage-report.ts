/** Pure parts of the usage report: its period, its sums and its table. */
import {
  MAX_USAGE_DAYS,
  Stage,
  type TaskOutcomes,
  type UsageReport,
  type UsageRow,
  type UsageSum,
} from "../protocol/index.ts";

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;
/** Sums of decimal fractions leave a rest in the last digits of a double. */
const COST_DIGITS = 12;

/** Days (UTC) as `2026-11-22`, both included. */
export interface UsagePeriod {
  from: string;
  to: string;
}

/**
 * The period that was asked for: up to today without `to`, 30 days without `from`. Answers which field is wrong, and
 * why, when it is empty or longer than MAX_USAGE_DAYS. Both texts must be ISO dates.
 */
export function usagePeriod(
  asked: Partial<UsagePeriod>,
  nowMs: number,
): { ok: true; period: UsagePeriod } | { ok: false; field: "from"; reason: string } {
  const to = asked.to ?? dayOf(nowMs);
  const from = asked.from ?? dayOf(Date.parse(to) - (DEFAULT_DAYS - 1) * DAY_MS);
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  if (days < 1) return { ok: false, field: "from", reason: `must not be after ${to}, the last day` };
  if (days > MAX_USAGE_DAYS)
    return { ok: false, field: "from", reason: `must be at most ${MAX_USAGE_DAYS} days up to ${to}` };
  return { ok: true, period: { from, to } };
}

/** The period's first moment, and the first one after it. */
export const boundsOf = ({ from, to }: UsagePeriod): { from: string; to: string } => ({
  from: new Date(from).toISOString(),
  to: new Date(Date.parse(to) + DAY_MS).toISOString(),
});

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Adds the rows up in every way that the report shows. A cost that is not known stays unknown, and is counted. */
export function usageReport(
  period: UsagePeriod,
  rows: readonly UsageRow[],
  outcomes: TaskOutcomes,
): Omit<UsageReport, "quotas"> {
  const byDay = sumsBy(rows, ({ day }) => ({ day }));
  const byStep = sumsBy(rows, ({ stage }) => ({ stage }));
  const position = (stage: Stage) => Stage.options.indexOf(stage);
  return {
    ...period,
    totals: sumOf(rows),
    outcomes,
    by_day: byDay.sort((a, b) => (a.day < b.day ? -1 : 1)),
    by_model: sumsBy(rows, ({ provider, model }) => ({ provider, model })).sort(mostTokens),
    by_repo: sumsBy(rows, ({ repo_full_name }) => ({ repo_full_name })).sort(mostTokens),
    by_task: sumsBy(rows, ({ repo_full_name, task_id, title }) => ({ repo_full_name, task_id, title })).sort(
      mostTokens,
    ),
    by_step: byStep.sort((a, b) => position(a.stage) - position(b.stage)),
  };
}

const tokensOf = (sum: UsageSum): number => sum.input_tokens + sum.output_tokens;
const mostTokens = (a: UsageSum, b: UsageSum): number => tokensOf(b) - tokensOf(a);

/** One sum for each group of rows that `groupOf` names alike, in the order of their first rows. */
function sumsBy<G extends Record<string, string>>(
  rows: readonly UsageRow[],
  groupOf: (row: UsageRow) => G,
): (G & UsageSum)[] {
  const groups = Map.groupBy(rows, (row) => JSON.stringify(groupOf(row)));
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    return first ? [{ ...groupOf(first), ...sumOf(members) }] : [];
  });
}

function sumOf(rows: readonly UsageSum[]): UsageSum {
  const add = (field: Exclude<keyof UsageSum, "cost_usd">) => rows.reduce((sum, row) => sum + row[field], 0);
  return {
    calls: add("calls"),
    input_tokens: add("input_tokens"),
    output_tokens: add("output_tokens"),
    cached_input_tokens: add("cached_input_tokens"),
    cost_usd: costOf(rows),
    unknown_cost_calls: add("unknown_cost_calls"),
  };
}

function costOf(rows: readonly UsageSum[]): number | null {
  const known = rows.flatMap((row) => row.cost_usd ?? []);
  // No call at all costs nothing; calls without a price cost nobody knows what.
  if (known.length === 0) return rows.length === 0 ? 0 : null;
  return Number(known.reduce((sum, cost) => sum + cost, 0).toPrecision(COST_DIGITS));
}

const CSV_COLUMNS = [
  "day",
  "provider",
  "model",
  "repo_full_name",
  "task_id",
  "title",
  "stage",
  "calls",
  "input_tokens",
  "output_tokens",
  "cached_input_tokens",
  "cost_usd",
  "unknown_cost_calls",
] as const satisfies readonly (keyof UsageRow)[];

/** The rows as CSV (RFC 4180) with a header. An unknown cost is an empty cell. */
export function usageCsv(rows: readonly UsageRow[]): string {
  const lines = [CSV_COLUMNS, ...rows.map((row) => CSV_COLUMNS.map((column) => row[column]))];
  return lines.map((cells) => `${cells.map(csvCell).join(",")}\r\n`).join("");
}

function csvCell(value: string | number | null): string {
  if (typeof value !== "string") return value === null ? "" : String(value);
  // A spreadsheet would run a title or a model id that begins like a formula.
  const inert = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
