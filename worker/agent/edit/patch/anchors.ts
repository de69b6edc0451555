import { indentOf } from "../indentation.ts";
import { foldForms, hasForms } from "../letter-forms.ts";

interface Part {
  /** Offsets of whole lines. */
  from: number;
  to: number;
}

/** Where a hunk's lines may be. */
export interface Scopes {
  /** What stands under each line that the anchors match, with its opening and closing lines, if all open a block. */
  blocks: Part[];
  /** Otherwise everything from the first match on. */
  after: Part | null;
}

/**
 * Null if a line that the hunk names (`anchors`, outermost first) is not in the file, or not in the block before it.
 * `cut`: the anchor is a heading as git writes it, a line of which the end may be missing, and the hunk begins anywhere
 * before the next one.
 */
export function scopesOf(
  text: string,
  anchors: readonly string[],
  cut: boolean,
): Scopes | { missing: string } {
  const everything = { from: 0, to: text.length };
  let parts: Block[] = [{ ...everything, opens: false }];
  for (const anchor of anchors) {
    const found = parts.flatMap((part) => blocksUnder(text, anchor, part, cut));
    if (found.length === 0) return { missing: anchor };
    parts = found;
  }
  if (anchors.length === 0) return { blocks: [], after: everything };
  if (parts.every((part) => part.opens)) return { blocks: parts, after: null };
  return { blocks: [], after: { from: parts[0]?.from ?? 0, to: text.length } };
}

/**
 * The line that stands behind an `@@` with its indentation, if it occurs once and opens no block: new lines may follow
 * it. One without indentation may be the heading of a part of the file.
 */
export function lineNamed(text: string, line: string): { end: number; indent: string } | null {
  const indent = indentOf(line);
  const lines = linesIn(text, { from: 0, to: text.length });
  const [index, second] = lines.flatMap(({ content }, at) => (content === line ? [at] : []));
  if (indent === "" || index === undefined || second !== undefined) return null;
  const below = lines.slice(index + 1).find(({ content }) => content.trim() !== "");
  return below && indentOf(below.content).length > indent.length
    ? null
    : { end: lines[index]?.end ?? 0, indent };
}

interface Block extends Part {
  /** Deeper lines follow its first line. */
  opens: boolean;
}

/** Matches the anchor as a whole line; else as a line's beginning; else within a line; else in another Unicode form. */
function blocksUnder(text: string, anchor: string, part: Part, cut: boolean): Block[] {
  const lines = linesIn(text, part);
  const same = foldForms(anchor).text;
  const tests: ((line: string) => boolean)[] = [
    (line) => line === anchor,
    (line) => line.startsWith(anchor) && (cut || isWhole(line, 0, anchor)),
    (line) => isWhole(line, line.indexOf(anchor), anchor),
    (line) => hasForms(line + anchor) && foldForms(line).text.includes(same),
  ];
  for (const test of tests) {
    const fits = lines.flatMap(({ content }, index) => (test(content.trim()) ? [index] : []));
    if (fits.length > 0) return fits.map((index) => (cut ? sectionAt(lines, index) : blockAt(lines, index)));
  }
  return [];
}

/** `class A` is not in `class AB`. */
function isWhole(line: string, at: number, anchor: string): boolean {
  if (at === -1) return false;
  const isWord = (char: string | undefined) => char !== undefined && /[\p{L}\p{N}_$]/u.test(char);
  const joined = (left: string | undefined, right: string | undefined) => isWord(left) && isWord(right);
  const end = at + anchor.length;
  return !joined(line[at - 1], anchor[0]) && !joined(anchor.at(-1), line[end]);
}

interface Line {
  start: number;
  end: number;
  content: string;
}

/**
 * From the anchor's line to the first line that is not indented deeper, including a closing bracket and the blank lines
 * below. */
function blockAt(lines: readonly Line[], index: number): Block {
  const opening = lines[index];
  const depth = indentOf(opening?.content ?? "").length;
  let last = index;
  let opens = false;
  for (let at = index + 1; at < lines.length; at += 1) {
    const content = lines[at]?.content ?? "";
    if (content.trim() === "") continue;
    const deeper = indentOf(content).length > depth;
    if (!deeper && !/^[ \t]*(?:[)\]}{]|end\b)/.test(content)) break;
    last = at;
    opens ||= deeper;
    if (!deeper && /^[ \t]*(?:\}|end\b)/.test(content) && !/[{(]\s*$/.test(content)) break;
  }
  while (lines[last + 1]?.content.trim() === "") last += 1;
  return { from: opening?.start ?? 0, to: lines[last]?.end ?? 0, opens };
}

/** From a line to the next one that git would take for a heading; a hunk may begin with that one. */
function sectionAt(lines: readonly Line[], index: number): Block {
  const opening = lines[index];
  const block = blockAt(lines, index);
  if (indentOf(opening?.content ?? "") !== "") return block;
  const next = lines.slice(index + 1).find(({ content }) => /^[A-Za-z_$]/.test(content));
  return { ...block, to: next ? next.end : (lines.at(-1)?.end ?? 0), opens: true };
}

function linesIn(text: string, { from, to }: Part): Line[] {
  const lines: Line[] = [];
  for (let start = from; start < to; ) {
    const at = text.indexOf("\n", start);
    const end = at === -1 || at >= to ? to : at + 1;
    lines.push({ start, end, content: text.slice(start, at === -1 ? end : Math.min(at, end)) });
    start = end;
  }
  return lines;
}
