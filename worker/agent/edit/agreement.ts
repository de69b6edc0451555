/** Whether the edits of one request agree on what their indentation means. Pure. */
import { indentOf, isTelling, opensBlock, trimBlank } from "./indentation.ts";
import { alignedOperations } from "./line-alignment.ts";
import type { Replacement, Shift } from "./replacement.ts";

/** An edit as it was carried out, in whole lines. */
export interface Placed {
  /** Its place in the request. */
  index: number;
  /** Where it begins in the text with all edits. */
  start: number;
  before: string;
  after: string;
  shift: Shift | null;
}

/** Adds the edits of `index`, which are carried out on `text` in order of position, and moves those behind them. */
export function place(
  placed: Placed[],
  text: string,
  index: number,
  replacements: readonly Replacement[],
): void {
  let grown = 0;
  for (const { start, end, text: next, shift } of replacements) {
    const more = next.length - (end - start);
    for (const one of placed) if (one.start >= end + grown) one.start += more;
    const [from, to] = [lineStart(text, start), lineEnd(text, end)];
    const after = text.slice(from, start) + next + text.slice(end, to);
    placed.push({ index, start: from + grown, before: text.slice(from, to), after, shift });
    grown += more;
  }
}

const lineStart = (text: string, at: number): number => text.lastIndexOf("\n", at - 1) + 1;
function lineEnd(text: string, at: number): number {
  if (at === lineStart(text, at)) return at;
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}

/** Whether a replacement takes something of what stands there by earlier edits. */
export const touches = (placed: readonly Placed[], replacements: readonly Replacement[]): boolean =>
  replacements.some(({ start, end }) =>
    placed.some((one) => start < one.start + one.after.length && one.start < end),
  );

/**
 * The first edit that other edits of the same text put in doubt; null if none is. An edit whose old text lacks
 * indentation, and whose new text could be meant as deep as it was sent or as deep as the old, cannot be told alone
 * when its lines are put into a block, or out of one, that begins in another edit.
 */
export function firstInDoubt(placed: readonly Placed[], text: string): Placed | null {
  const read = placed.filter(({ shift }) => shift?.reading);
  const [first] = read;
  if (!first || placed.length < 2) return null;
  if (read.some(({ shift }) => shift?.reading !== first.shift?.reading)) return first;
  const compared = placed.map((one) => ({ ...one, ...linesOf(one) })).sort((a, b) => a.start - b.start);
  const ways = new Set(compared.flatMap(({ shift, moved }) => (shift?.reading ? [] : moved)));
  return (
    compared.find((one, at) => {
      const { shift } = one;
      if (!shift?.reading) return false;
      // Where the lines of this edit would go if it were meant in the other way.
      const way = Math.sign(shift.reading === "like_file" ? shift.deeper : -shift.deeper);
      return (
        ways.has(way) || rightAbove(compared.slice(0, at), one, text).some((it) => mayHold(way, it, one))
      );
    }) ?? null
  );
}

type Compared = Placed & Lines;

/** Edits with only blank lines between them and this one, up to the first that leaves text. */
function rightAbove(above: readonly Compared[], { start }: Placed, text: string): Compared[] {
  const last = above.at(-1);
  const end = last ? last.start + last.after.length : 0;
  if (!last || end > start || text.slice(end, start).trim() !== "") return [];
  return last.next.length > 0 ? [last] : [last, ...rightAbove(above.slice(0, -1), last, text)];
}

/** Whether the end of an edit may begin the block that the lines below go into, or have begun the one they leave. */
function mayHold(way: number, above: Compared, below: Compared): boolean {
  if (above.shift?.reading || !above.endChanges) return false;
  const { old, next } = above;
  const [was, is] = [depth(old.at(-1)), depth(next.at(-1))];
  const opened = opening(next) - opening(old);
  if (way > 0) return opened > 0 || is > was || is >= depth(below.next[0]);
  return opened < 0 || is < was || (was < depth(below.old[0]) && !isRenamed(above));
}

const opening = (lines: readonly string[]): number => lines.filter(opensBlock).length;

/** The last line still begins a block, or one line took the place of another. */
function isRenamed({ old, next }: Lines): boolean {
  const ends = [old.at(-1) ?? "", next.at(-1) ?? ""];
  return (
    new Set(ends.map(depth)).size === 1 && (ends.every(opensBlock) || (old.length === 1 && next.length === 1))
  );
}

/** Less than any line's for none. */
const depth = (line: string | undefined): number => (line === undefined ? -1 : indentOf(line).length);

interface Lines {
  /** Without blank ones. */
  old: string[];
  next: string[];
  /** Where lines that stay go: deeper (1), less deep (-1). */
  moved: number[];
  /** The last line goes, comes or moves. */
  endChanges: boolean;
}

function linesOf({ before, after }: Placed): Lines {
  const [old, next] = [textLines(before), textLines(after)];
  const moved: number[] = [];
  let endChanges = false;
  let [i, j] = [0, 0];
  for (const { kind, line } of alignedOperations(keyed(old), keyed(next))) {
    const way = kind === " " ? Math.sign(depth(next[j]) - depth(old[i])) : null;
    if (way && isTelling(line)) moved.push(way);
    endChanges = way !== 0;
    if (kind !== "+") i += 1;
    if (kind !== "-") j += 1;
  }
  return { old, next, moved, endChanges };
}

const textLines = (text: string): string[] => text.split("\n").filter((line) => line.trim() !== "");
const keyed = (lines: readonly string[]) => lines.map((line) => ({ key: trimBlank(line), once: false }));
