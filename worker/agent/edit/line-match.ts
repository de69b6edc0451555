import { type IndentPair, indentOf, isUniform, trimBlank, trimBlankEnd } from "./indentation.ts";

type LineRung = "line_endings" | "trailing_space" | "indentation";

interface LineHit {
  start: number;
  end: number;
  indents: readonly IndentPair[] | null;
}

interface Wanted {
  lines: readonly string[];
  /** The text ends with a line end: the last line is whole. */
  closed: boolean;
  wholeLines: boolean;
}

/**
 * Searches a text line by line. On the first two rungs a hit may begin or end within a line, like an exact hit; with
 * another indentation only whole lines match. At the end of a file without a final line end none is required.
 */
export class LineSearch {
  readonly #text: string;
  readonly #scope: { from: number; to: number };
  readonly #wanted: Wanted;
  /** Shared by all rungs, so that a large file is searched once. */
  readonly #starts: readonly number[];

  constructor(text: string, old: string, scope: { from: number; to: number; wholeLines: boolean }) {
    const all = old.split("\n").map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
    const closed = all.length > 1 && all.at(-1) === "";
    this.#text = text;
    this.#scope = scope;
    this.#wanted = { lines: closed ? all.slice(0, -1) : all, closed, wholeLines: scope.wholeLines };
    this.#starts = windowStarts(text, this.#wanted.lines, scope.from);
  }

  hits(rung: LineRung): LineHit[] {
    const { from, to } = this.#scope;
    return this.#starts.flatMap((start) => {
      const hit = compare(rung, this.#text, start, this.#wanted);
      return hit && hit.start >= from && hit.end <= to ? [hit] : [];
    });
  }
}

/**
 * Candidate line starts, found by the longest wanted line, which every rung requires except for the whitespace around
 * it.
 */
function windowStarts(text: string, lines: readonly string[], from: number): number[] {
  const cores = lines.map(trimBlank);
  const longest = cores.reduce(
    (best, core, index) => (core.length > (cores[best] ?? "").length ? index : best),
    0,
  );
  const core = cores[longest] ?? "";
  if (core === "") return [];
  const starts: number[] = [];
  let at = text.indexOf(core, from);
  while (at !== -1) {
    const start = linesBack(text, at, longest);
    if (start !== null) starts.push(start);
    const lineEnd = text.indexOf("\n", at);
    at = lineEnd === -1 ? -1 : text.indexOf(core, lineEnd + 1);
  }
  return starts;
}

/** Start of the line `count` lines above `offset`. */
function linesBack(text: string, offset: number, count: number): number | null {
  let start = offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
  for (let left = count; left > 0; left -= 1) {
    if (start === 0) return null;
    start = start === 1 ? 0 : text.lastIndexOf("\n", start - 2) + 1;
  }
  return start;
}

function compare(rung: LineRung, text: string, windowStart: number, wanted: Wanted): LineHit | null {
  const { lines } = wanted;
  const pairs: IndentPair[] = [];
  let start = windowStart;
  let end = windowStart;
  let at = windowStart;
  for (const [index, line] of lines.entries()) {
    if (index > 0 && at >= text.length) return null;
    const lineEnd = text.indexOf("\n", at);
    const stop = lineEnd === -1 ? text.length : lineEnd;
    const actual = text.slice(at, text[stop - 1] === "\r" && stop > at && lineEnd !== -1 ? stop - 1 : stop);
    const fit = fits(rung, actual, line, {
      first: index === 0,
      last: index === lines.length - 1,
      wanted,
      pairs,
    });
    if (!fit) return null;
    if (index === 0) start = at + fit.skip;
    end = at + fit.length;
    if (index < lines.length - 1 || wanted.closed) end = lineEnd === -1 ? stop : stop + 1;
    at = lineEnd === -1 ? text.length + 1 : stop + 1;
  }
  if (rung !== "indentation") return { start, end, indents: null };
  return isUniform(pairs) ? { start, end, indents: pairs } : null;
}

interface Place {
  first: boolean;
  last: boolean;
  wanted: Wanted;
  pairs: IndentPair[];
}

/** Whether a line matches; the hit starts after `skip` characters and ends at `length`. */
function fits(
  rung: LineRung,
  actual: string,
  line: string,
  { first, last, wanted, pairs }: Place,
): { skip: number; length: number } | null {
  if (rung === "indentation") {
    const core = trimBlank(line);
    if (trimBlank(actual) !== core) return null;
    if (core !== "") pairs.push([indentOf(line), indentOf(actual)]);
    return { skip: 0, length: actual.length };
  }
  const bare = rung === "trailing_space";
  const have = bare ? trimBlankEnd(actual) : actual;
  const want = bare ? trimBlankEnd(line) : line;
  // A text that includes the line's end, or whitespace before it, must match up to the line's end.
  const toEnd = !last || wanted.closed || wanted.wholeLines || want.length < line.length;
  const fromStart = !first || wanted.wholeLines;
  // A part of one line was searched by the exact rung.
  if (!toEnd && !fromStart) return null;
  if (toEnd) {
    const fit = fromStart ? have === want : have.endsWith(want);
    return fit ? { skip: have.length - want.length, length: actual.length } : null;
  }
  return actual.startsWith(line) ? { skip: 0, length: line.length } : null;
}
