import { countCases, type TestCase, type TestEvidence, type TestReport } from "../../protocol/index.ts";
import type { CommandResult, TestCommand } from "../types.ts";
import { stripAnsi } from "./cases.ts";
import type { RunResults } from "./parse.ts";

const TAIL_CHARS = 6_000;

/** How the note begins where no program looked for tests. */
export const NOTHING_RAN = "No test ran";

/** A report for a checkout without a test command. */
export function noTests(reason: string): TestReport {
  return {
    outcome: "none",
    evidence: "none",
    command: null,
    exit_code: null,
    duration_ms: 0,
    counts: countCases([]),
    cases: [],
    output_tail: "",
    note: `${NOTHING_RAN}: ${reason}.`,
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
  /** Its report is complete, and it did not end by itself: it was stopped. */
  stuck?: boolean;
}

/**
 * The report of one finished run. A failed case makes it `failed` whatever the exit status; a non-zero exit status
 * without a failed case is `errored`; no test at all is `none`, never `passed`. Lost results are not counted.
 */
export function reportOf(command: TestCommand, result: CommandResult, read: RunRead): TestReport {
  const judgement = judge(command, result, read);
  return {
    ...judgement,
    counts: countCases(judgement.cases),
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
    return { outcome: "none", cases, note: `${NOTHING_RAN}: ${command.testsNothing}.` };
  if (read.stuck && !read.lost && !read.incomplete) return judgeStuck(cases);
  if (read.watched) return { outcome: "errored", cases: [], note: WATCHED };
  if (result.timedOut) {
    const note = "The tests did not end in the time they were given and were stopped.";
    return { outcome: "timed_out", note, ...(read.lost ? { cases: [], cut: true } : { cases }) };
  }
  if (read.lost || read.incomplete) return judgeCut(command, result);
  if (cases.some((item) => item.outcome === "failed")) return { outcome: "failed", cases, note: null };
  if (cases.length === 0 && read.saysNone && endsWithoutTests(command, result))
    return { outcome: "none", cases, note: NO_TEST };
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
const STUCK = "The test command had reported all tests and did not end by itself, so it was stopped.";
const CUT = "A part of the results was lost, so no test was counted.";

const isPython = ({ runner }: TestCommand): boolean => runner === "unittest" || runner === "pytest";

/**
 * Whether a run that says that it found no test ended as one does that looked for them. What could not be collected, or
 * does not compile, also leaves none: Python's runners tell both apart, other programs do so by what they print.
 */
function endsWithoutTests(command: TestCommand, { exitCode, stdout, stderr }: CommandResult): boolean {
  if (exitCode === 0) return true;
  if (isPython(command)) return exitCode === 5;
  return exitCode === 1 && !FAULT.test(`${stderr}\n${stdout}`);
}

const FAULT =
  /^\s*(?:\w*Error|\w*Exception|panic|fatal|fatal error)\b[^\n]{0,20}:|\berror TS\d+:|\berror(?:\[E\d+\])?: |^\S+:\d+(?::\d+)?:? (?:syntax |fatal )?error\b|\[build failed\]|\bCannot find (?:module|package)\b|\bcompilation (?:error|failed|failure)\b/im;

/** The report says everything but the exit status. */
function judgeStuck(cases: TestCase[]): Judgement {
  const has = (outcome: TestCase["outcome"]) => cases.some((item) => item.outcome === outcome);
  return { outcome: has("failed") ? "failed" : has("passed") ? "passed" : "none", cases, note: STUCK };
}

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
  const python = isPython(command);
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
