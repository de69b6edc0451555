import type { TestCase, TestOutcome, TestReport } from "../../protocol/index.ts";

const MAX_MESSAGE_CHARS = 2_000;
const MAX_NAME_CHARS = 500;
/** Limit of cases, because of memory. */
export const MAX_CASES = 40_000;

export interface CaseInput {
  file?: string | null;
  suite?: string;
  name: string;
  outcome: TestOutcome;
  message?: string | null;
  durationMs?: number | null;
}

/** A test case with a stable id: `file::suite::name` without empty parts. */
export function testCase(input: CaseInput): TestCase {
  const name = clean(input.name).slice(0, MAX_NAME_CHARS) || "(unnamed)";
  const parts = [input.file ?? "", clean(input.suite ?? "").slice(0, MAX_NAME_CHARS), name];
  const message = input.outcome === "passed" ? null : (input.message ?? "").trim();
  const duration = input.durationMs ?? null;
  return {
    id: parts.filter((part) => part !== "").join("::"),
    name,
    file: input.file ?? null,
    outcome: input.outcome,
    message: message ? shorten(message) : null,
    duration_ms: duration !== null && Number.isFinite(duration) && duration >= 0 ? duration : null,
  };
}

export const COMMAND_CASE = "(test command)";
/** Limit of the output quoted as the reason of a failure. */
const SAID_CHARS = 1_500;

/** A case for a command that failed without naming a test, so that it is not hidden by tests that passed elsewhere. */
export function commandCase({ note, output_tail }: Pick<TestReport, "note" | "output_tail">): TestCase {
  const message = [note ?? "", output_tail.slice(-SAID_CHARS)].join("\n");
  return testCase({ name: COMMAND_CASE, outcome: "failed", message });
}

/** True for a case that represents a command, not a test. */
export const isCommandCase = ({ name }: TestCase): boolean => name === COMMAND_CASE;

/** The suite part of a case's id. */
export function suiteOf({ id, file, name }: TestCase): string {
  const rest = file !== null && id.startsWith(`${file}::`) ? id.slice(file.length + 2) : id;
  const end = rest.lastIndexOf(`::${name}`);
  return end === -1 ? "" : rest.slice(0, end);
}

/** Tests with the same name get `#2`, `#3` in running order; cases above the limit are dropped. */
export function withUniqueIds(cases: readonly TestCase[]): TestCase[] {
  const seen = new Map<string, number>();
  return cases.slice(0, MAX_CASES).map((item) => {
    const count = (seen.get(item.id) ?? 0) + 1;
    seen.set(item.id, count);
    return count === 1 ? item : { ...item, id: `${item.id}#${count}` };
  });
}

/** The path relative to the checkout if it is inside, otherwise unchanged. */
export function insideRepo(path: string, repoDir: string): string {
  const plain = path.replace(/^file:\/\//, "");
  return plain.startsWith(`${repoDir}/`) ? plain.slice(repoDir.length + 1) : plain.replace(/^\.\//, "");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const ANSI = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;

export function stripAnsi(text: string): string {
  return text.replace(ANSI, "");
}

function clean(text: string): string {
  return stripAnsi(text).replace(/\s+/g, " ").trim();
}

function shorten(text: string): string {
  const plain = stripAnsi(text);
  return plain.length <= MAX_MESSAGE_CHARS ? plain : `${plain.slice(0, MAX_MESSAGE_CHARS)}\n[cut]`;
}
