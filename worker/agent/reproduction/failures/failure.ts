/** What a failing program says, read from its output in any of the known forms. */

export interface Frame {
  /** As printed: absolute, relative, a URL, a file name alone, or a name for code that is in no file. */
  path: string;
  line: number;
}

export interface Failure {
  /** `missing`: something that was to be loaded is not there. `compile`: a compiler or type checker refuses a file. */
  kind: "assertion" | "error" | "syntax" | "compile" | "missing";
  /** The line that says what is wrong. */
  title: string;
  /** The message with the lines around it, without the frames. */
  text: string;
  frames: Frame[];
}

/** Reads its kind of failure from lines of output; other lines are passed over. */
export type FailureReader = (lines: readonly string[]) => Failure[];

/** How many lines one failure may have. */
export const BLOCK_LINES = 80;

const MISSING =
  /\b(?:cannot find (?:module|package)|module ?not ?found(?:error)?|err_module_not_found|no module named|cannot import name|failed to (?:resolve import|load url)|does not provide an export named|cannot load such file|could not find or load main class|classnotfoundexception|noclassdeffounderror|no required module provides package|package \S+ is not in (?:std|goroot)|failed opening required|unresolved import|can't locate \S+ in @inc|package \S+ does not exist|cannot find package)/i;

const ASSERTION =
  /AssertionError|ERR_ASSERTION|AssertionFailed|ComparisonFailure|ExpectationNotMet|AssertFailed|\bAssert\.\w+\(?.*[Ff]ail|XunitException|\bexpect\(|Failed asserting|^\s*Assertion |\bassert(?:ion)?\b.* failed|\bExpected\b.*:|\bexpected\b.* (?:to|but|got|not|equals?)\b|\bgot: |MultipleFailuresError|ShouldAssertException/m;

/** Whether this text reports that something could not be loaded. */
export const saysMissing = (text: string): boolean => MISSING.test(text);

/** Whether this text is that of an assertion of a test library. */
export const saysAssertion = (text: string): boolean => ASSERTION.test(text);

/** `assertion`, `missing` or `error`, by what the message says. */
export const kindOfMessage = (text: string): "assertion" | "missing" | "error" =>
  saysMissing(text) ? "missing" : saysAssertion(text) ? "assertion" : "error";

/**
 * The blocks that begin where `starts` matches, each up to the next such line, to one where `ends` matches, or to the
 * limit of lines.
 */
export function blocks(lines: readonly string[], starts: RegExp, ends: RegExp | null): string[][] {
  const found: string[][] = [];
  let open: string[] | null = null;
  for (const line of lines) {
    if (starts.test(line)) {
      open = [line];
      found.push(open);
    } else if (open && (ends?.test(line) || open.length >= BLOCK_LINES)) open = null;
    else open?.push(line);
  }
  return found;
}

/** The frames that `pattern` (groups: path, line) finds in these lines. */
export function framesIn(lines: readonly string[], ...patterns: RegExp[]): Frame[] {
  return lines.flatMap((line) => {
    for (const pattern of patterns) {
      const match = pattern.exec(line);
      if (match?.[1]) return [{ path: match[1], line: Number(match[2] ?? 0) }];
    }
    return [];
  });
}

/** The first line that is not blank, trimmed. */
export const firstOf = (lines: readonly string[]): string =>
  lines.find((line) => line.trim() !== "")?.trim() ?? "";
