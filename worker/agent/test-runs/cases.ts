import type { TestCase, TestOutcome, TestReport } from "../../protocol/index.ts";

const MAX_MESSAGE_CHARS = 2_000;
const MAX_NAME_CHARS = 500;
/** More cannot be compared in the memory that there is. */
export const MAX_CASES = 40_000;

export interface CaseInput {
  file?: string | null;
  suite?: string;
  name: string;
  outcome: TestOutcome;
  message?: string | null;
  durationMs?: number | null;
}

/** A test case with the id that stays the same from run to run: `file::suite::name` without the empty parts. */
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
/** Of what a command printed, as the reason of its failure. */
const SAID_CHARS = 1_500;

/** A whole command that failed without naming a test: beside tests that passed elsewhere it must not go unseen. */
export function commandCase({ note, output_tail }: Pick<TestReport, "note" | "output_tail">): TestCase {
  const message = [note ?? "", output_tail.slice(-SAID_CHARS)].join("\n");
  return testCase({ name: COMMAND_CASE, outcome: "failed", message });
}

/** True for the case that stands for a command and not for a test of the repository. */
export const isCommandCase = ({ name }: TestCase): boolean => name === COMMAND_CASE;

/** What stands between file and name in the id of a case. */
export function suiteOf({ id, file, name }: TestCase): string {
  const rest = file !== null && id.startsWith(`${file}::`) ? id.slice(file.length + 2) : id;
  const end = rest.lastIndexOf(`::${name}`);
  return end === -1 ? "" : rest.slice(0, end);
}

/** Two tests with one name get `#2`, `#3` in the order they ran; more than the cap are cut off. */
export function withUniqueIds(cases: readonly TestCase[]): TestCase[] {
  const seen = new Map<string, number>();
  return cases.slice(0, MAX_CASES).map((item) => {
    const count = (seen.get(item.id) ?? 0) + 1;
    seen.set(item.id, count);
    return count === 1 ? item : { ...item, id: `${item.id}#${count}` };
  });
}

/** A path relative to the checkout when it lies in it, otherwise as it was given. */
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
