import type { TestCase, TestEvidence, TestReport } from "../../protocol/index.ts";
import type { CommandResult, TestCommand } from "../types.ts";
import { stripAnsi } from "./cases.ts";
import { parseOutput } from "./parse.ts";

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

/**
 * Judges one finished run. A failed case makes it `failed` whatever the exit status; a bad exit status without a
 * failed case is `errored`; no test at all is `none`, never `passed`.
 */
export function reportOf(
  command: TestCommand,
  result: CommandResult,
  resultFile: string | null,
  repoDir: string,
): TestReport {
  const cases = parseOutput(command.parser, { ...result, resultFile, repoDir });
  const judgement = judge(command, result, resultFile, cases);
  return {
    ...judgement,
    evidence: evidenceOf(judgement),
    command: command.display,
    exit_code: result.exitCode,
    duration_ms: result.durationMs,
    output_tail: tailOf(result),
  };
}

type Judgement = Pick<TestReport, "outcome" | "cases" | "note">;

/** A pass without a test that passed is the word of the exit status alone. */
function evidenceOf({ outcome, cases }: Judgement): TestEvidence {
  if (outcome === "none") return "none";
  if (cases.some((item) => item.outcome !== "skipped")) return "cases";
  return outcome === "passed" ? "exit_status" : "none";
}

function judge(
  command: TestCommand,
  result: CommandResult,
  resultFile: string | null,
  cases: TestCase[],
): Judgement {
  if (command.testsNothing !== undefined && cases.length === 0)
    return { outcome: "none", cases, note: `No test ran: ${command.testsNothing}.` };
  if (result.timedOut) {
    return {
      outcome: "timed_out",
      cases,
      note: "The tests did not end in the time they were given and were stopped.",
    };
  }
  if (cases.some((item) => item.outcome === "failed")) return { outcome: "failed", cases, note: null };
  if (result.exitCode !== 0) return judgeBadExit(command, result, cases);
  if (cases.some((item) => item.outcome === "passed")) return { outcome: "passed", cases, note: null };
  if (cases.length > 0) return { outcome: "none", cases, note: "Every test was skipped." };
  const writes = command.resultFile !== null || command.resultGlob !== undefined;
  const readable = command.parser !== "none" && (!writes || resultFile !== null);
  if (readable) return { outcome: "none", cases, note: "The test command ran no test." };
  return {
    outcome: "passed",
    cases: [],
    note: "The output names no test; all that is known is that the command succeeded.",
  };
}

function judgeBadExit(command: TestCommand, result: CommandResult, cases: TestCase[]): Judgement {
  const code = result.exitCode;
  const python = command.argv.includes("unittest") || command.argv.includes("pytest");
  if (cases.length === 0 && code === 5 && python) {
    return { outcome: "none", cases, note: "The test command ran no test." };
  }
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
