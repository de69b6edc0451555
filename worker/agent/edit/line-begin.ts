/** Hits that begin within the indentation of a line: what the indentation of the new text means there. */

import type { IndentReading } from "./indent-reading.ts";
import { chooseReindent, commonStep, indentOf, opensBlock, trimBlank, withoutMark } from "./indentation.ts";
import type { Hit } from "./match-ladder.ts";

/** A whole element of a list or an object, as in JSON: `"a": 1,`. What follows it stands beside it, never below it. */
const ELEMENT = /^(?:"[^"]*"|'[^']*'|[\w$.-]+)(\s*(?::|=>)\s*\S.*)?,?$/;
const OPENING = /[([{]/;
const CLOSING = /[)\]}]/;

/** Whether the element has a key; null for a line that is none. */
function isKeyed(line: string): boolean | null {
  const element = ELEMENT.exec(line);
  if (element === null || line.split(OPENING).length !== line.split(CLOSING).length) return null;
  return element[1] !== undefined;
}

/** A word below a key with a value may be more of the value, as in YAML. */
function isBeside(begin: string, rest: readonly string[]): boolean {
  const keyed = isKeyed(begin);
  return (
    keyed !== null && begin.endsWith(",") && rest.map(isKeyed).every((it) => it === true || it === keyed)
  );
}

interface Begun {
  start: number;
  old: string;
  next: string;
  /** What the indentation of `next` was taken to mean; null where it can mean one thing. */
  reading: IndentReading | null;
}

/** The line goes on in the next one, which may be indented in any way. */
const GOES_ON = /(?:[,([=+\-*/&|?\\<]|\b(?:and|or|not|in|return))$/;
const CONTINUES = /^(?:[.?:&|+*/,)\]}=-]|and\b|or\b)/;

/**
 * The hit as it is, or moved to its line's start, with `old` and `next` as they are there. Null if the new text can be
 * meant in more than one way: `old` lacks some of its line's indentation, and `next` may lack it as well, in its first
 * line alone, or not at all.
 */
export function fromLineStart(text: string, hit: Hit, old: string, next: string): Begun | null {
  const { start } = hit;
  const asSent = { start, old, next, reading: null };
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const lacking = text.slice(lineStart, start);
  const oldLines = linesOf(old);
  const first = oldLines[0] ?? "";
  if (hit.indents !== null || lacking === "" || trimBlank(lacking) !== "" || first === "") return asSent;
  if (trimBlank(first) === "") return null;
  const moved = (whole: string, reading: Begun["reading"]): Begun => ({
    start: lineStart,
    old: lacking + old,
    next: whole,
    reading,
  });
  if (endsAmongBlanks(text, hit.end, oldLines)) return null;
  if (next === "") return old.endsWith("\n") ? moved("", null) : asSent;
  const lines = linesOf(next);
  const sent = indentOf(first);
  const actual = lacking + sent;
  const begin = indentOf(lines[0] ?? "");
  if (trimBlank(lines[0] ?? "") === "") return null;
  const rest = lines.slice(1).filter((line) => trimBlank(line) !== "");
  const several = oldLines.slice(1).some((line) => trimBlank(line) !== "");
  const deeper = withoutMark(first, lines[0] ?? "");
  const other = begin === actual ? sent : actual;
  // Without or with the mark of an element, it stands where the text of the old line does in the other reading.
  if (deeper !== 0 && begin.length === other.length + deeper) return null;
  if (begin === actual) {
    const inside = several || rest.every((line) => line.startsWith(actual));
    // Nobody sends an edit to change nothing: then the new text is meant in another way.
    return inside && next !== lacking + old ? moved(next, "like_file") : null;
  }
  if (begin !== sent) return null;
  if (several) return asSent;
  if (rest.length === 0) return lines.slice(1).every((line) => line === "") ? asSent : null;
  const meaning = meaningOf({ first, sent, actual, lines, rest, step: commonStep(text) });
  if (meaning !== "like_old") return meaning === "as_sent" ? asSent : null;
  const reindent = chooseReindent(
    [[sent, actual]],
    lines.filter((line) => trimBlank(line) !== "").map(indentOf),
    text,
  );
  if (reindent === null) return null;
  const fitted = lines.map((line) =>
    line === "" ? line : (reindent(indentOf(line)) ?? indentOf(line)) + line.slice(indentOf(line).length),
  );
  return moved(fitted.join("\n") + (next.endsWith("\n") ? "\n" : ""), "like_old");
}

/** The last line of `old` is blank, and the file has more blanks there. */
function endsAmongBlanks(text: string, end: number, oldLines: readonly string[]): boolean {
  const last = oldLines.at(-1) ?? "";
  return trimBlank(last) === "" && /[ \t]/.test(text.charAt(end));
}

interface Sent {
  first: string;
  sent: string;
  actual: string;
  lines: readonly string[];
  rest: readonly string[];
  step: number;
}

/** One line replaced by several: whether the others are the file's already (`as_sent`) or lack what `old` lacks. */
function meaningOf({ first, sent, actual, lines, rest, step }: Sent): "as_sent" | "like_old" | null {
  const begin = trimBlank(lines[0] ?? "");
  const second = indentOf(rest[0] ?? "");
  const opens = opensBlock(begin);
  const [deeper, deeperInFile] = [sent.length + step, actual.length + step];
  const within = rest.every((line) => line.startsWith(sent));
  if (isBeside(begin, rest.map(trimBlank)) && rest.every((line) => indentOf(line) === actual))
    return "as_sent";
  if (second === actual && !opens) {
    // As far below a line that does not open anything, it cannot be one level deeper.
    const apart = sent === "" && actual.length > step && step > 0;
    return apart && !GOES_ON.test(begin) && !CONTINUES.test(trimBlank(rest[0] ?? "")) ? "as_sent" : null;
  }
  if (opens && second.length === deeperInFile) return sent === "" ? "as_sent" : null;
  if (!within) return null;
  if (sent !== "") return "like_old";
  const kept = rest.some((line) => trimBlank(line) === trimBlank(first) && indentOf(line) === sent);
  return kept || (opens && second.length === deeper) ? "like_old" : null;
}

/** Without what follows the last line end. */
function linesOf(text: string): string[] {
  const lines = text.split("\n").map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}
