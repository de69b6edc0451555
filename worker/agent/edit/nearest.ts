const MAX_WINDOWS = 3;
const CONTEXT_LINES = 3;
const MAX_OLD_LINES = 60;
const MAX_COMPARED_LINES = 20_000;

/** A place that resembles the text that was not found. For error messages only, never written to. */
export interface NearWindow {
  /** 1-based, inclusive. */
  from: number;
  to: number;
}

/** Up to three places most similar to `old`, best first, with three lines of context. */
export function nearestWindows(text: string, old: string): NearWindow[] {
  const lines = text.split("\n").slice(0, MAX_COMPARED_LINES).map(normal);
  const wanted = old.split("\n").slice(0, MAX_OLD_LINES).map(normal);
  while (wanted.length > 1 && wanted.at(-1) === "") wanted.pop();
  const words = wanted.map(wordsOf);
  const scored: { at: number; score: number }[] = [];
  for (const start of candidates(lines, wanted)) {
    const score = similarity(lines, start, wanted, words);
    if (score >= 0.4) scored.push({ at: start, score });
  }
  scored.sort((a, b) => b.score - a.score || a.at - b.at);
  const chosen: { at: number }[] = [];
  for (const candidate of scored) {
    if (chosen.length === MAX_WINDOWS) break;
    if (chosen.every((other) => Math.abs(other.at - candidate.at) >= wanted.length)) chosen.push(candidate);
  }
  return chosen.map(({ at }) => ({
    from: Math.max(1, at + 1 - CONTEXT_LINES),
    to: Math.min(lines.length, at + wanted.length + CONTEXT_LINES),
  }));
}

/** Shorter lines are compared as a whole. */
const LONG_LINE_CHARS = 400;
/** A shorter common beginning is not significant. */
const MIN_COMMON_CHARS = 6;

/**
 * Offset within a long line that shares most of the beginning of `old`, or else of its end; null if there is none. For
 * minified files, where lines cannot be compared.
 */
export function nearestPlace(text: string, old: string): number | null {
  const wanted = old.trim();
  const head = longest(wanted.length, (length) => text.indexOf(wanted.slice(0, length)));
  const tail = longest(wanted.length, (length) => text.indexOf(wanted.slice(wanted.length - length)));
  const best = head.length >= tail.length ? head : tail;
  if (best.length < Math.min(MIN_COMMON_CHARS, wanted.length)) return null;
  const start = text.lastIndexOf("\n", best.at) + 1;
  const end = text.indexOf("\n", best.at);
  return (end === -1 ? text.length : end) - start > LONG_LINE_CHARS ? best.at : null;
}

/** Binary search for the largest length that is found, and its place. If a length is found, so is every smaller one. */
function longest(most: number, find: (length: number) => number): { length: number; at: number } {
  let [low, high, at] = [0, most, 0];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const found = find(middle);
    if (found === -1) high = middle - 1;
    else {
      low = middle;
      at = found;
    }
  }
  return { length: low, at };
}

function normal(line: string): string {
  return line.trim().replace(/\s+/g, " ");
}

function wordsOf(line: string): Set<string> {
  return new Set(line.match(/\w+/g) ?? []);
}

/** Candidate starts for a full comparison: a wanted line is at its place, or the first line shares words. */
function candidates(lines: readonly string[], wanted: readonly string[]): Set<number> {
  const offsets = new Map<string, number>();
  for (const [offset, line] of wanted.entries())
    if (line.length > 3 && !offsets.has(line)) offsets.set(line, offset);
  const first = wordsOf(wanted.find((line) => line !== "") ?? "");
  const starts = new Set<number>();
  for (const [index, line] of lines.entries()) {
    const offset = offsets.get(line);
    if (offset !== undefined && index - offset >= 0) starts.add(index - offset);
    if (starts.size < 2_000 && overlap(first, wordsOf(line)) >= 0.5) starts.add(index);
  }
  return starts;
}

function similarity(
  lines: readonly string[],
  start: number,
  wanted: readonly string[],
  words: readonly Set<string>[],
): number {
  let sum = 0;
  for (const [offset, line] of wanted.entries()) {
    const actual = lines[start + offset];
    if (actual === undefined) continue;
    sum += actual === line ? 1 : 0.9 * overlap(words[offset] ?? new Set(), wordsOf(actual));
  }
  return sum / wanted.length;
}

/** Share of common words, 0 to 1. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0;
  let common = 0;
  for (const word of a) if (b.has(word)) common += 1;
  return (2 * common) / (a.size + b.size);
}
