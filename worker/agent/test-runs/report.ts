import type { TestCase, TestEvidence, TestReport } from "../../protocol/index.ts";
import type { CommandResult, TestCommand } from "../types.ts";
import { stripAnsi } from "./cases.ts";
import type { RunResults } from "./parse.ts";

const TAIL_CHARS = 6_000;

/** A report for a checkout without a test command. */
export function noTests(reason: string): TestReport {
  return {
    outcome: "none",
    evidence: "none",
    command: null,
    exit_code: null,
    duration_ms: 0,
    cases: [],
    output_tail: "",
    note: `No test ran: ${reason}.`,
  };
}

/** A report for a test program that could not be started. */
export function missingProgram(command: TestCommand): TestReport {
  return {
    ...noTests(""),
    outcome: "errored",
    command: command.display,
    note: `\`${command.argv[0]}\` is not installed in the sandbox, so no test could run.`,
  };
}

/** The results of one run besides its exit status. */
export interface RunRead extends RunResults {
  /** Some output or result files were lost. */
  lost: boolean;
  /** It was ended because it waited for file changes. */
  watched?: boolean;
}

/**
 * The report of one finished run. A failed case makes it `failed` whatever the exit status; a non-zero exit status
 * without a failed case is `errored`; no test at all is `none`, never `passed`. Lost results are not counted.
 */
export function reportOf(command: TestCommand, result: CommandResult, read: RunRead): TestReport {
  const judgement = judge(command, result, read);
  return {
    ...judgement,
    evidence: evidenceOf(judgement),
    command: command.display,
    exit_code: result.exitCode,
    duration_ms: result.durationMs,
    output_tail: tailOf(result),
  };
}

type Judgement = Pick<TestReport, "outcome" | "cases" | "note" | "cut">;

/** A pass without a passed test is evidence by exit status only. */
function evidenceOf({ outcome, cases }: Judgement): TestEvidence {
  if (outcome === "none") return "none";
  if (cases.some((item) => item.outcome !== "skipped")) return "cases";
  return outcome === "passed" ? "exit_status" : "none";
}

function judge(command: TestCommand, result: CommandResult, read: RunRead): Judgement {
  const { cases } = read;
  if (command.testsNothing !== undefined && cases.length === 0)
    return { outcome: "none", cases, note: `No test ran: ${command.testsNothing}.` };
  if (read.watched) return { outcome: "errored", cases: [], note: WATCHED };
  if (result.timedOut) {
    const note = "The tests did not end in the time they were given and were stopped.";
    return { outcome: "timed_out", note, ...(read.lost ? { cases: [], cut: true } : { cases }) };
  }
  if (read.lost || read.incomplete) return judgeCut(command, result);
  if (cases.some((item) => item.outcome === "failed")) return { outcome: "failed", cases, note: null };
  if (cases.length === 0 && read.saysNone) return { outcome: "none", cases, note: NO_TEST };
  if (result.exitCode !== 0) return judgeBadExit(command, result, cases);
  if (cases.some((item) => item.outcome === "passed")) return { outcome: "passed", cases, note: null };
  if (cases.length > 0) return { outcome: "none", cases, note: "Every test was skipped." };
  if (read.readable) return { outcome: "none", cases, note: NO_TEST };
  return {
    outcome: "passed",
    cases: [],
    note: "The output names no test; all that is known is that the command succeeded.",
  };
}

const NO_TEST = "The test command ran no test.";
const WATCHED =
  "The test command is in watch mode: it waits for changes of files instead of ending, and was stopped.";
const CUT = "A part of the results was lost, so no test was counted.";

/** The exit status is independent of the output, so it stays valid. */
function judgeCut(command: TestCommand, result: CommandResult): Judgement {
  if (result.exitCode === 0)
    return {
      outcome: "passed",
      cases: [],
      note: `${CUT} All that is known is that the command succeeded.`,
      cut: true,
    };
  const { note } = judgeBadExit(command, result, []);
  return { outcome: "errored", cases: [], note: `${CUT} ${note}`, cut: true };
}

function judgeBadExit(command: TestCommand, result: CommandResult, cases: TestCase[]): Judgement {
  const code = result.exitCode;
  const python = command.runner === "unittest" || command.runner === "pytest";
  if (cases.length === 0 && code === 5 && python) return { outcome: "none", cases, note: NO_TEST };
  const text = `${result.stderr}\n${result.stdout}`;
  const module = /No module named '?([\w.]+)'?/.exec(text)?.[1];
  if (module && python && cases.length === 0) {
    return { outcome: "errored", cases, note: `Python has no module \`${module}\`; was it installed?` };
  }
  if (code === 127 || /: (?:command )?not found$/m.test(text)) {
    return {
      outcome: "errored",
      cases,
      note: "A program that the test command needs is missing; were the dependencies installed?",
    };
  }
  const how = code === null ? "was ended by a signal" : `ended with status ${code}`;
  return { outcome: "errored", cases, note: `The test command ${how}, and no failed test explains it.` };
}

function tailOf(result: CommandResult): string {
  const tail = (text: string) =>
    stripAnsi(text)
      .slice(-TAIL_CHARS / 2)
      .trim();
  return [tail(result.stdout), tail(result.stderr)].filter((text) => text !== "").join("\n");
}
