import { indentOf } from "../indentation.ts";
import { foldForms, hasForms } from "../letter-forms.ts";

interface Part {
  /** Offsets of whole lines. */
  from: number;
  to: number;
}

/**
 * Where a hunk's lines may be. `blocks`: the indented block under each line that the anchors match, with its opening
 * and closing lines. `after`: everything from the first match on. Anchors that are not found restrict nothing: the
 * hunk's own lines must then be unique.
 */
export function scopesOf(text: string, anchors: readonly string[]): { blocks: Part[]; after: Part } {
  const everything = { from: 0, to: text.length };
  if (anchors.length === 0) return { blocks: [], after: everything };
  let parts: Part[] = [everything];
  for (const anchor of anchors) {
    const found = parts.flatMap((part) => blocksUnder(text, anchor, part));
    if (found.length === 0) return { blocks: [], after: everything };
    parts = found;
  }
  return { blocks: parts, after: { from: parts[0]?.from ?? 0, to: text.length } };
}

/** Matches the anchor as a whole line; else as a line's beginning; else within a line; else in another Unicode form. */
function blocksUnder(text: string, anchor: string, part: Part): Part[] {
  const lines = linesIn(text, part);
  const same = foldForms(anchor).text;
  const tests: ((line: string) => boolean)[] = [
    (line) => line === anchor,
    (line) => line.startsWith(anchor),
    (line) => line.includes(anchor),
    (line) => hasForms(line + anchor) && foldForms(line).text.includes(same),
  ];
  for (const test of tests) {
    const fits = lines.flatMap(({ content }, index) => (test(content.trim()) ? [index] : []));
    if (fits.length > 0) return fits.map((index) => blockAt(lines, index));
  }
  return [];
}

interface Line {
  start: number;
  end: number;
  content: string;
}

/** From the anchor's line to the first line that is not indented deeper, including a closing bracket. */
function blockAt(lines: readonly Line[], index: number): Part {
  const opening = lines[index];
  const depth = indentOf(opening?.content ?? "").length;
  let last = index;
  for (let at = index + 1; at < lines.length; at += 1) {
    const content = lines[at]?.content ?? "";
    if (content.trim() === "") continue;
    const deeper = indentOf(content).length > depth;
    if (!deeper && !/^[ \t]*(?:[)\]}{]|end\b)/.test(content)) break;
    last = at;
    if (!deeper && /^[ \t]*(?:\}|end\b)/.test(content) && !/[{(]\s*$/.test(content)) break;
  }
  return { from: opening?.start ?? 0, to: lines[last]?.end ?? 0 };
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
