import { lineOperations } from "./diff.ts";
import { chooseReindent, type IndentPair, indentOf, type Reindent, trimBlankEnd } from "./indentation.ts";
import { keepForms } from "./letter-forms.ts";
import type { Hit, Rung } from "./match-ladder.ts";
import { foldPunctuation, keepTypography } from "./punctuation.ts";

/**
 * The replacement text for a hit, or null if `next` cannot be indented like the file. After a loose hit, lines that
 * `next` shares with `old` keep the file's form, and the others get the file's indentation.
 */
export function replacementFor(
  text: string,
  { start, end, indents }: Hit,
  rung: Rung,
  old: string,
  next: string,
): string | null {
  const region = text.slice(start, end);
  const eol = lineEndAt(text, start);
  if (rung === "exact") return exactReplacement(text, start, old, next, eol);
  if (rung === "letter_forms")
    return keepForms(region, old, eol === "\n" ? next : next.replaceAll("\r\n", "\n").replaceAll("\n", eol));
  const kept = splitLines(region);
  // At the end of a file without a final line end, hit and replacement have none.
  const open = old.endsWith("\n") && !region.endsWith("\n");
  const oldLines = contents(open ? old.slice(0, -1) : old);
  const nextLines = contents(open && next.endsWith("\n") ? next.slice(0, -1) : next);
  const blocks = blocksOf(oldLines, nextLines);
  const added = blocks.flatMap(({ same, next: at }) =>
    same ? [] : at.map((index) => nextLines[index] ?? ""),
  );
  const reindent = indents ? reindentFor(indents, added, text) : keepIndent;
  if (reindent === null) return null;
  const pieces: Piece[] = [];
  for (const block of blocks) {
    if (block.same) {
      const line = kept[block.old[0] ?? 0];
      if (line) pieces.push(line);
      continue;
    }
    const paired = rung === "punctuation" && block.old.length === block.next.length;
    for (const [index, at] of block.next.entries()) {
      const from = paired ? (block.old[index] ?? null) : null;
      const actual = from === null ? null : { line: kept[from]?.content ?? "", old: oldLines[from] ?? "" };
      pieces.push({ content: fitLine(nextLines[at] ?? "", actual, reindent), end: null });
    }
  }
  return pieces
    .map(({ content, end: own }, index) => content + (index === pieces.length - 1 ? "" : own || eol))
    .join("");
}

interface Piece {
  content: string;
  /** The file's line end at this line; null for a new line. */
  end: string | null;
}

/** The line end around the hit, used for new lines in a file with mixed line ends. */
function lineEndAt(text: string, start: number): string {
  if (!text.includes("\r\n")) return "\n";
  return text[text.indexOf("\n", start) - 1] === "\r" ? "\r\n" : "\n";
}

/**
 * A one-line `old` that starts within the file's indentation represents a less indented line: the following lines of
 * `next` are shifted along.
 */
function exactReplacement(
  text: string,
  start: number,
  old: string,
  next: string,
  eol: string,
): string | null {
  const lined = next.includes("\r\n") || eol === "\n" ? next : next.replaceAll("\n", eol);
  const sent = indentOf(old);
  if (start === 0 || sent === "" || sent === old || old.includes("\n") || !next.includes("\n")) return lined;
  const before = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  if (before === "" || indentOf(before) !== before) return lined;
  const [first = "", ...rest] = contents(next);
  const reindent = reindentFor([[sent, before + sent]], [first, ...rest], text);
  if (reindent === null) return null;
  const fitted = [first, ...rest].map((line) => fitLine(line, null, reindent)).join(eol);
  // The text before the hit stays.
  return fitted.startsWith(before) ? fitted.slice(before.length) : null;
}

const keepIndent: Reindent = (indent) => indent;

function reindentFor(
  indents: readonly IndentPair[],
  lines: readonly string[],
  text: string,
): Reindent | null {
  const used = lines.filter((line) => indentOf(line) !== line).map(indentOf);
  return chooseReindent(indents, used, text);
}

/** A new line in the file's form; `actual` is the line that it replaces, in the file and as sent. */
function fitLine(line: string, actual: { line: string; old: string } | null, reindent: Reindent): string {
  const indent = indentOf(line);
  const core = line.slice(indent.length);
  if (core === "") return line;
  const fitted = reindent(indent) ?? indent;
  if (actual === null) return fitted + core;
  const mine = actual.line.slice(indentOf(actual.line).length);
  const old = actual.old.slice(indentOf(actual.old).length);
  return fitted + (foldPunctuation(mine) === foldPunctuation(old) ? keepTypography(mine, old, core) : core);
}

interface Block {
  same: boolean;
  /** Indexes of the old and the new lines. */
  old: number[];
  next: number[];
}

/** Equal lines one by one, and between them the replaced blocks. Trailing whitespace is ignored. */
function blocksOf(old: readonly string[], next: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let [i, j] = [0, 0];
  for (const op of lineOperations(old.map(trimBlankEnd), next.map(trimBlankEnd))) {
    if (op.kind === " ") {
      blocks.push({ same: true, old: [i++], next: [j++] });
      continue;
    }
    const last = blocks.at(-1);
    const open = last && !last.same ? last : { same: false, old: [], next: [] };
    if (open !== last) blocks.push(open);
    if (op.kind === "-") open.old.push(i++);
    else open.next.push(j++);
  }
  return blocks;
}

const contents = (text: string): string[] => splitLines(text).map(({ content }) => content);

function splitLines(text: string): { content: string; end: string }[] {
  return text.split("\n").map((line, index, all) => {
    if (index === all.length - 1) return { content: line, end: "" };
    return line.endsWith("\r") ? { content: line.slice(0, -1), end: "\r\n" } : { content: line, end: "\n" };
  });
}
