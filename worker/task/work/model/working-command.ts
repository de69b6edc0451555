import type { TestReport } from "../../../protocol/index.ts";

/**
 * The test command that is worth noting as one that works in this repository: it ended by itself and its result names
 * tests. Null for one that timed out, could not be run, or lost a part of its results. Pure.
 */
export function workingCommand(report: TestReport | null): string | null {
  if (!report?.command || report.evidence !== "cases" || report.cut) return null;
  return report.outcome === "passed" || report.outcome === "failed" ? report.command : null;
}

/** Whether a note about a command names one of these runs' commands that did not end in its time. Pure. */
export function namesTimedOut(text: string, reports: readonly (TestReport | null)[]): boolean {
  return reports.some((report) => {
    if (report?.outcome !== "timed_out" || !report.command) return false;
    const worked = reports.some((other) => workingCommand(other) === report.command);
    return !worked && text.includes(report.command);
  });
}
