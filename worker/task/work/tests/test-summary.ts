import type { TestReport } from "../../../protocol/index.ts";

/** A short summary of one test run. */
export function summary(report: TestReport): string {
  if (report.outcome === "none") return "no test ran";
  if (report.outcome === "timed_out") return "the tests did not end in time";
  if (report.outcome === "errored") return "the tests could not be run";
  if (report.evidence === "exit_status") return "the test command succeeded and names no test";
  return `${report.counts.passed} passed, ${report.counts.failed} failed`;
}
