import type { TestCase, TestComparison, TestReport } from "../../../../worker/protocol/index.ts";
import { formatDuration } from "../../ui/time.ts";

/** What each verdict is called, and how it looks. */
export const VERDICT: Record<
  TestComparison["verdict"],
  { title: string; text: string; colour: string; soft: string }
> = {
  pass: {
    title: "Tests pass",
    text: "Nothing that worked before is broken.",
    colour: "text-ok",
    soft: "bg-ok-soft",
  },
  broken: {
    title: "Tests broke",
    text: "The change broke tests that passed before it.",
    colour: "text-bad",
    soft: "bg-bad-soft",
  },
  errored: {
    title: "Tests could not run",
    text: "The test command failed and no failing test explains it.",
    colour: "text-bad",
    soft: "bg-bad-soft",
  },
  no_evidence: {
    title: "No test ran",
    text: "There is no evidence that the change works.",
    colour: "text-warn",
    soft: "bg-warn-soft",
  },
};

const OUTCOME: Record<TestReport["outcome"], string> = {
  passed: "passed",
  failed: "failed",
  errored: "could not run",
  timed_out: "timed out",
  none: "no test ran",
};

/** One line about a run: `12 passed, 1 failed, in 3.1 s`. */
export function summarizeReport(report: TestReport): string {
  const count = (outcome: TestCase["outcome"]) =>
    report.cases.filter((one) => one.outcome === outcome).length;
  const parts = (["passed", "failed", "skipped"] as const)
    .map((outcome) => [count(outcome), outcome] as const)
    .filter(([n]) => n > 0)
    .map(([n, outcome]) => `${n} ${outcome}`);
  const what = parts.length > 0 ? parts.join(", ") : OUTCOME[report.outcome];
  return report.outcome === "none" ? what : `${what}, in ${formatDuration(report.duration_ms)}`;
}

/** The lists of a comparison in the order in which they matter; empty ones are left out. */
export function comparisonLists(comparison: TestComparison) {
  const lists = [
    { id: "broken", title: "Broken by the change", tone: "bad", ids: comparison.broken },
    { id: "still_failing", title: "Still failing", tone: "warn", ids: comparison.still_failing },
    { id: "flaky", title: "Flaky", tone: "warn", ids: comparison.flaky },
    { id: "removed", title: "No longer there", tone: "warn", ids: comparison.removed },
    { id: "fixed", title: "Fixed", tone: "ok", ids: comparison.fixed },
    { id: "added", title: "New", tone: "ok", ids: comparison.added },
  ] as const;
  return lists.filter((list) => list.ids.length > 0);
}

/** The case of each id, from the run after the edits or, for what is gone, from the run before. */
export function casesById(comparison: TestComparison): Map<string, TestCase> {
  const cases = [...(comparison.baseline?.cases ?? []), ...comparison.after.cases];
  return new Map(cases.map((one) => [one.id, one]));
}
