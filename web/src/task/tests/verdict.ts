import type { TestComparison, TestReport } from "../../../../worker/protocol/index.ts";
import { formatDuration } from "../../ui/time.ts";

interface VerdictWords {
  title: string;
  text: string;
  colour: string;
  soft: string;
}

/** What each verdict is called where nothing else is to be said, and how it looks. */
const VERDICT: Record<TestComparison["verdict"], VerdictWords> = {
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

const counted = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

/** The result of the tests in words that are true of its numbers: what fails as it did before is not left out. Pure. */
export function verdictOf({ verdict, counts }: TestComparison): VerdictWords {
  const words = VERDICT[verdict];
  const failing = counts.still_failing + counts.unjudged;
  const still = failing === 0 ? "" : `, ${failing} still failing`;
  if (verdict === "pass" && failing > 0) {
    const text = `${counted(failing, "test fails as it", "tests fail as they")} did before the edits. ${words.text}`;
    return { ...words, title: `No new failures${still}`, text };
  }
  if (verdict === "no_baseline" && failing > 0)
    return { ...words, title: `${counted(failing, "test fails", "tests fail")}, nothing to compare with` };
  const lost = counts.broken + counts.removed;
  if (verdict === "broken" && lost > 0) {
    const broke = counts.broken > 0 ? `${counted(counts.broken, "test", "tests")} broke` : "";
    const gone = counts.removed > 0 ? `${counted(counts.removed, "test is", "tests are")} gone` : "";
    return { ...words, title: `${[broke, gone].filter(Boolean).join(", ")}${still}` };
  }
  return words;
}

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
