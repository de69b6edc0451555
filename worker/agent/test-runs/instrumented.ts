/** What Verne adds to a test command to learn its results may break it: then the plain command counts. Pure. */
import type { TestReport } from "../../protocol/index.ts";
import type { CommandResult, TestCommand } from "../types.ts";

/** What runners print about reporters, result files and options that they do not have. */
const COMPLAINT =
  /report|junit|formatter|logger|--json|output-?file|\b(?:unknown|unrecogni[sz]ed|unexpected|unsupported|invalid|bad) (?:option|argument|flag|switch|command line)|is not allowed in NODE_OPTIONS|no such option|Usage:/i;

/** True if a run ended at once, without a test, and with a complaint that fits what was added to its command. */
export function isBrokenByReporter(command: TestCommand, result: CommandResult, report: TestReport): boolean {
  const { outcome, cases, cut } = report;
  if (!command.plain || outcome !== "errored" || cases.length > 0 || cut) return false;
  if (result.exitCode === null || result.exitCode === 0 || result.exitCode === 127) return false;
  return COMPLAINT.test(`${result.stderr}\n${result.stdout}`);
}

/** The command without what was added; any known format that it prints is read. */
export function plainCommand(command: TestCommand): TestCommand {
  const { display, runner, fetches, dir, plain } = command;
  return {
    display,
    argv: plain?.argv ?? command.argv,
    ...(plain?.env && { env: plain.env }),
    ...(runner && { runner }),
    ...(fetches && { fetches }),
    ...(dir !== undefined && { dir }),
    parser: "none",
    resultFile: null,
  };
}

/** The report of the plain run, with the reason for it. */
export function plainReport(report: TestReport): TestReport {
  const why = "The test command did not accept the reporter that Verne adds, so it was run without it.";
  return { ...report, note: report.note === null ? why : `${why} ${report.note}` };
}
