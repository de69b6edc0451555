/** What `bench:agent` prints. Pure. */
import type { TaskResult } from "./run.ts";

type Run = Extract<TaskResult, { skipped: null }>;

const WORDS = {
  solved: "solved",
  wrong: "edited wrongly",
  no_evidence: "no evidence",
  no_change: "no change",
} as const;

/** One line for each task. */
export function lineOf(result: TaskResult): string {
  if (result.skipped !== null)
    return `${result.id.padEnd(28)} ${result.failed ? "FAILED" : "skipped"}: ${result.skipped}`;
  const { input, cached, output } = result.tokens;
  const figures = [
    `${result.modelCalls} calls`,
    `${input} + ${output} tokens${cached > 0 ? ` (${cached} cached)` : ""}`,
    `${result.seconds.toFixed(1)} s`,
    money(result.costUsd),
  ];
  const said = `own tests: ${result.ownVerdict ?? "none"}`;
  const surprise = isExpected(result) ? "" : `  EXPECTED ${result.expected}`;
  const reason = result.reason === "" ? "" : `  (${result.reason.split("\n", 1)[0]?.slice(0, 200)})`;
  return `${result.id.padEnd(28)} ${WORDS[result.verdict].padEnd(15)} ${figures.join(", ")}, ${said}${reason}${surprise}`;
}

export const isExpected = ({ verdict, expected }: Run): boolean => expected === null || verdict === expected;

/** The sums, and the names of what was skipped. */
export function summaryOf(results: readonly TaskResult[]): string {
  const runs = results.filter((result): result is Run => result.skipped === null);
  const sum = (of: (run: Run) => number) => runs.reduce((total, run) => total + of(run), 0);
  const counts = (Object.keys(WORDS) as (keyof typeof WORDS)[]).map(
    (verdict) => `${runs.filter((run) => run.verdict === verdict).length} ${WORDS[verdict]}`,
  );
  const cost = runs.some(({ costUsd }) => costUsd === null) ? null : sum(({ costUsd }) => costUsd ?? 0);
  const without = results.filter((result) => result.skipped !== null);
  const skipped = without.filter(({ failed }) => !failed).map(({ id }) => id);
  const failed = without.filter(({ failed }) => failed).map(({ id }) => id);
  return [
    `${runs.length} tasks: ${counts.join(", ")}`,
    `${sum(({ modelCalls }) => modelCalls)} model calls, ${sum(({ tokens }) => tokens.input)} + ${sum(({ tokens }) => tokens.output)} tokens, ` +
      `${sum(({ seconds }) => seconds).toFixed(0)} s, ${money(cost)}`,
    ...(skipped.length > 0 ? [`skipped: ${skipped.join(", ")}`] : []),
    ...(failed.length > 0 ? [`FAILED: ${failed.join(", ")}`] : []),
  ].join("\n");
}

const money = (usd: number | null): string => (usd === null ? "cost unknown" : `$${usd.toFixed(4)}`);
