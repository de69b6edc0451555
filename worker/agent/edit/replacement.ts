import { type IndentReading, readIndents } from "./indent-reading.ts";
import {
  BY_BLANKS,
  BY_TABS,
  chooseReindent,
  type IndentPair,
  indentOf,
  isRare,
  type Reindent,
  trimBlank,
  trimBlankEnd,
} from "./indentation.ts";
import { keepForms } from "./letter-forms.ts";
import { alignedOperations } from "./line-alignment.ts";
import { fromLineStart } from "./line-begin.ts";
import type { Hit, Rung } from "./match-ladder.ts";
import { foldPunctuation, keepTypography } from "./punctuation.ts";

export interface Replacement {
  start: number;
  end: number;
  text: string;
  /** Null where `old` stands in the file with the indentation that it was sent with. */
  shift: Shift | null;
}

/** That a text stands in the file with another indentation than it was sent with. */
export interface Shift {
  /** How many characters deeper it stands in the file; 0 where other characters indent it there. */
  deeper: number;
  /** What the indentation of the new text was taken to mean; null where it can mean one thing. */
  reading: IndentReading | null;
}

/** Why a new text cannot be written: its indentation is ambiguous, or of blanks in a file of tabs, or of tabs. */
export type Unfit = "unclear" | "blanks" | "tabs";

/** Which lines of `old` and `next` were sent once for both, as the unchanged lines of a patch are. */
export interface SentOnce {
  old: readonly boolean[];
  next: readonly boolean[];
}

/**
 * What to write for a hit. After a loose hit, lines that `next` shares with `old` keep the file's form, and the others
 * get the file's indentation.
 */
export function replacementFor(
  text: string,
  hit: Hit,
  rung: Rung,
  sent: { old: string; next: string; once?: SentOnce },
): Replacement | Unfit {
  const begun = fromLineStart(text, hit, sent.old, sent.next);
  if (begun === null) return "unclear";
  const { start, old, next } = begun;
  const { end } = hit;
  const within = withinIndent(text, hit, begun.reading);
  const eol = lineEndAt(text, hit.start);
  const foreign = foreignIndent(text, old, next, hit);
  if (foreign) return foreign;
  if (rung === "exact") {
    const lined = next.includes("\r\n") || eol === "\n" ? next : next.replaceAll("\n", eol);
    return { start, end, text: lined, shift: within };
  }
  const region = text.slice(start, end);
  if (rung === "letter_forms") {
    const lined = eol === "\n" ? next : next.replaceAll("\r\n", "\n").replaceAll("\n", eol);
    return { start, end, text: keepForms(region, old, lined), shift: within };
  }
  const lines = linesOf(region, old, next);
  if (!knowsEnds(lines, sent.once)) return "unclear";
  const fitted = hit.indents ? fitIndents(text, lines, hit.indents, sent.once) : plainly(lines, sent.once);
  if (fitted === null) return "unclear";
  const made = assemble(lines, fitted, rung, eol);
  // Nobody sends an edit to change nothing: then the new text is meant in another way.
  if (hit.indents && made === region) return "unclear";
  return { start, end, text: made, shift: shiftOf(hit, fitted.reading) ?? within };
}

/** For a hit that begins within the indentation of a line and goes on to its end. */
function withinIndent(text: string, { start, end }: Hit, reading: IndentReading | null): Shift | null {
  const lacking = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  const whole = end === text.length || /[\r\n]/.test(text.charAt(end)) || text[end - 1] === "\n";
  return lacking === "" || trimBlank(lacking) !== "" || !whole ? null : { deeper: lacking.length, reading };
}

function shiftOf({ indents }: Hit, reading: IndentReading | null): Shift | null {
  const [sent, actual] = indents?.find(([from, to]) => from !== to) ?? [];
  if (sent === undefined || actual === undefined) return null;
  const isShift = actual.endsWith(sent) || sent.endsWith(actual);
  return isShift ? { deeper: actual.length - sent.length, reading } : { deeper: 0, reading: null };
}

interface Lines {
  kept: Piece[];
  old: string[];
  next: string[];
  /** All three end with a line end. */
  closed: boolean;
}

function linesOf(region: string, old: string, next: string): Lines {
  // At the end of a file without a final line end, hit and replacement have none.
  const open = old.endsWith("\n") && !region.endsWith("\n");
  const [was, will] = open ? [old.slice(0, -1), next.replace(/\n$/, "")] : [old, next];
  const closed = was.endsWith("\n") && will.endsWith("\n");
  const whole = <T>(lines: T[]): T[] => (closed ? lines.slice(0, -1) : lines);
  return {
    kept: whole(splitLines(region)),
    old: whole(contents(was)),
    next: whole(contents(will)),
    closed,
  };
}

/** Whether no line loses blanks at its end that the file has in another number than was sent. */
function knowsEnds({ kept, old, next }: Lines, once: SentOnce | undefined): boolean {
  const end = (text: string) => text.slice(trimBlankEnd(text).length);
  return blocksOf(old, next, once).every(({ same, old: [was = 0], next: [will = 0] }) => {
    const [actual, sent, wanted] = [kept[was]?.content ?? "", old[was] ?? "", next[will] ?? ""].map(end);
    return !same || sent === wanted || sent === actual || wanted === actual;
  });
}

interface Fitted {
  blocks: Block[];
  reindent: Reindent;
  reading: IndentReading | null;
}

const plainly = ({ old, next }: Lines, once: SentOnce | undefined): Fitted => ({
  blocks: blocksOf(old, next, once),
  reindent: keepIndent,
  reading: null,
});

/** Null if it is not clear how the new lines are meant, or the file's rule does not fit them. */
function fitIndents(
  text: string,
  { kept, old, next }: Lines,
  indents: readonly IndentPair[],
  once: SentOnce | undefined,
): Fitted | null {
  const isOnce = (side: keyof SentOnce, index: number) => once?.[side][index] ?? false;
  const blocks = blocksOf(old, next, once);
  const added = blocks.flatMap(({ same, next: at }) =>
    same ? [] : at.map((index) => next[index] ?? "").filter((line) => line !== ""),
  );
  const sentTwice = next.some((line, index) => trimBlank(line) !== "" && !isOnce("next", index));
  if (added.length === 0 && !sentTwice) return { blocks, reindent: keepIndent, reading: null };
  const reading = readIndents(
    old.map((line, index) => ({
      sent: line,
      actual: kept[index]?.content ?? "",
      once: isOnce("old", index),
    })),
    next.map((line, index) => ({ line, once: isOnce("next", index) })),
    text,
  );
  if (reading === null) return null;
  if (reading === "like_old") {
    const reindent = chooseReindent(indents, indentsOf(added), text);
    return reindent && { blocks, reindent, reading };
  }
  const actual = kept.map(({ content }) => content);
  return { blocks: blocksOf(actual, next, once), reindent: keepIndent, reading };
}

const indentsOf = (lines: readonly string[]): string[] =>
  lines.filter((line) => trimBlank(line) !== "").map(indentOf);

function assemble(
  { kept, old, next, closed }: Lines,
  { blocks, reindent }: Fitted,
  rung: Rung,
  eol: string,
): string {
  const pieces: Piece[] = [];
  for (const block of blocks) {
    if (block.same) {
      const [was, will] = [block.old[0] ?? 0, block.next[0] ?? 0];
      const line = kept[was];
      if (line) pieces.push(keepEnd(line, old[was] ?? "", next[will] ?? "", reindent));
      continue;
    }
    const paired = rung === "punctuation" && block.old.length === block.next.length;
    for (const [index, at] of block.next.entries()) {
      const from = paired ? (block.old[index] ?? null) : null;
      const actual = from === null ? null : { line: kept[from]?.content ?? "", old: old[from] ?? "" };
      pieces.push({ content: fitLine(next[at] ?? "", actual, reindent), end: null });
    }
  }
  return pieces
    .map(
      ({ content, end: own }, index) => content + (index === pieces.length - 1 && !closed ? "" : own || eol),
    )
    .join("");
}

/**
 * New lines that are indented with what the file is not, and that no line of `old` is: tabs, or nothing but blanks. A
 * file of tabs may well hold a text of blanks beside code of tabs.
 */
function foreignIndent(text: string, old: string, next: string, { indents }: Hit): Unfit | null {
  if (indents !== null) return null;
  const known = new Set(contents(old).map(trimBlankEnd));
  const added = contents(next).filter((line) => !known.has(trimBlankEnd(line)));
  const blanks = added.some((line) => BY_BLANKS.test(line));
  const tabs = added.some((line) => BY_TABS.test(line));
  if (blanks && !tabs && !BY_BLANKS.test(old) && isRare(text, "blanks")) return "blanks";
  const mixed = blanks && tabs && !BY_TABS.test(text);
  if (tabs && !BY_TABS.test(old) && (mixed || isRare(text, "tabs"))) return "tabs";
  return null;
}

interface Piece {
  content: string;
  /** The file's line end at this line; null for a new line. */
  end: string | null;
}

/** The line end around the hit, used for new lines in a file with mixed line ends. */
const lineEndAt = (text: string, start: number): string =>
  text[text.indexOf("\n", start) - 1] === "\r" ? "\r\n" : "\n";

const keepIndent: Reindent = (indent) => indent;

/** A line that both texts have keeps its blanks at the end, unless it was sent with these and then with others. */
function keepEnd(line: Piece, old: string, next: string, reindent: Reindent): Piece {
  const end = (text: string) => text.slice(trimBlankEnd(text).length);
  if (end(old) === end(next) || end(old) !== end(line.content)) return line;
  const bare = trimBlankEnd(line.content);
  return { ...line, content: bare === "" ? fitLine(next, null, reindent) : bare + end(next) };
}

/** A new line in the file's form; `actual` is the line that it replaces, in the file and as sent. */
function fitLine(line: string, actual: { line: string; old: string } | null, reindent: Reindent): string {
  const indent = indentOf(line);
  const core = line.slice(indent.length);
  if (core === "") return indent === "" ? line : (reindent(indent) ?? line);
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
function blocksOf(old: readonly string[], next: readonly string[], once?: SentOnce): Block[] {
  const keyed = (lines: readonly string[], side: keyof SentOnce) =>
    lines.map((line, index) => ({ key: trimBlankEnd(line), once: once?.[side][index] ?? false }));
  const blocks: Block[] = [];
  let [i, j] = [0, 0];
  for (const op of alignedOperations(keyed(old, "old"), keyed(next, "next"))) {
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
