import type { TestComparison, TestReport } from "../../../../worker/protocol/index.ts";
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
  exit_status: {
    title: "Exit status only",
    text: "The test command succeeded, but it names no test. That is weaker evidence: nothing says what ran.",
    colour: "text-warn",
    soft: "bg-warn-soft",
  },
  no_baseline: {
    title: "Nothing to compare with",
    text: "There is no usable run of the tests before the edits, so nothing shows what the change broke.",
    colour: "text-warn",
    soft: "bg-warn-soft",
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
  const parts = (["passed", "failed", "skipped"] as const)
    .map((outcome) => [report.counts[outcome], outcome] as const)
    .filter(([n]) => n > 0)
    .map(([n, outcome]) => `${n} ${outcome}`);
  if (report.evidence === "exit_status")
    return `the command succeeded and names no test, in ${formatDuration(report.duration_ms)}`;
  const what = parts.length > 0 ? parts.join(", ") : OUTCOME[report.outcome];
  return report.outcome === "none" ? what : `${what}, in ${formatDuration(report.duration_ms)}`;
}
