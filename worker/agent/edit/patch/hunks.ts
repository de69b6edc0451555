import { firstInDoubt, type Placed, place } from "../agreement.ts";
import type { TextProblem, TextResult } from "../edit-text.ts";
import {
  explainDoubt,
  explainIndentation,
  explainNearest,
  explainNotFound,
  explainNotUnique,
  explainPlaceholder,
} from "../explain.ts";
import { indentOf } from "../indentation.ts";
import { findHits, type Hit, type Rung, type Search } from "../match-ladder.ts";
import { findPlaceholder } from "../placeholder.ts";
import { type Replacement, replacementFor, type SentOnce } from "../replacement.ts";
import { firstTwin, type Matched } from "../twins.ts";
import { lineNamed, type Scopes, scopesOf } from "./anchors.ts";
import type { Hunk, HunkLine } from "./parse.ts";

/**
 * Applies the hunks of one file to its text. The unchanged and removed lines of each hunk must occur exactly once in
 * the original file, or exactly once under the lines that its `@@` names. Hunks may come in any order but must not
 * overlap.
 */
export function applyHunks(path: string, text: string, hunks: readonly Hunk[]): TextResult {
  const splices: Replacement[] = [];
  const matched: Matched[] = [];
  const refuse = (index: number, { problem, message }: Omit<Failed, "ok">): TextResult => {
    const which = hunks.length === 1 ? "" : `Hunk ${index + 1} of ${hunks.length}: `;
    return { ok: false, problem, index, message: which + message };
  };
  for (const [index, hunk] of hunks.entries()) {
    const placed = placeHunk(path, text, hunk);
    if (!placed.ok) return refuse(index, placed);
    if (splices.some((other) => overlap(other, placed.splice)))
      return refuse(index, { problem: "not_unique", message: OVERLAP });
    splices.push(placed.splice);
    matched.push({ text, old: placed.old, rung: placed.rung, replacements: [placed.splice], isOwn: false });
  }
  const twin = firstTwin(matched);
  if (twin) return refuse(twin.index, failed("not_unique", explainNotUnique(text, twin.search, WHAT, MORE)));
  const changed = join(text, splices);
  const doubt = firstInDoubt(placedHunks(text, splices), changed);
  if (doubt) return refuse(doubt.index, failed("indentation", explainDoubt(changed, doubt.start, WHAT)));
  if (changed === text)
    return { ok: false, problem: "no_change", index: 0, message: "These hunks change nothing in the file." };
  return { ok: true, text: changed, replacements: splices.length, rungs: matched.map(({ rung }) => rung) };
}

type Failed = { ok: false; problem: TextProblem; message: string };
type PlacedHunk = { ok: true; splice: Replacement; rung: Rung; old: string } | Failed;

const OVERLAP = "its lines belong to another hunk as well. Make one hunk of them.";

const WHAT = "The hunk's unchanged and removed lines, taken together,";
const MORE = "Add unchanged lines around the change, or an @@ line with the function or class it is in.";

const failed = (problem: TextProblem, message: string): Failed => ({ ok: false, problem, message });

function placeHunk(path: string, text: string, hunk: Hunk): PlacedHunk {
  const [first, ...others] = readingsOf(hunk);
  const next = first.next;
  const placeholder = findPlaceholder(next, { path, original: text, replaced: first.old });
  if (placeholder) return failed(placeholder.problem, explainPlaceholder(placeholder, "The hunk"));
  const scopes = scopesOf(text, hunk.anchors, hunk.place === null);
  if ("missing" in scopes) return failed("not_found", noSuchPlace(text, scopes.missing));
  if (first.old === "") return insert(text, hunk, next);
  const found = [first, ...others].map((reading) => ({
    reading,
    search: searchHunk(text, hunk, reading.old, scopes),
  }));
  const asWritten = found.filter(({ search }) => search.hits.length > 0 && search.hits.every(isAsWritten));
  const { reading, search } = asWritten[0] ??
    found.find((one) => one.search.hits.length > 0) ?? {
      reading: first,
      search: found[0]?.search ?? { rung: "exact", hits: [] },
    };
  const [hit, second] = search.hits;
  if (!hit) return failed("not_found", explainNotFound(text, reading.old, reading.next, WHAT));
  if (second || asWritten.some((one) => differs(one, { reading, search })))
    return failed("not_unique", explainNotUnique(text, search, WHAT, MORE));
  if (isByOneBlank(hit) || !fitsUnmarked(reading, text)) return failed("indentation", MARKS);
  const replacement = replacementFor(text, hit, search.rung, reading);
  if (typeof replacement === "string")
    return failed("indentation", explainIndentation(text, hit, replacement, WHAT));
  return { ok: true, splice: withLastEnd(text, hunk, replacement), rung: search.rung, old: reading.old };
}

const MARKS =
  "The hunk's unchanged lines stand in the file with one blank more or less: begin each of them with the blank that " +
  "marks it, then the line as it is in the file.";

/** The hit needs no other indentation. */
const isAsWritten = ({ indents }: Hit): boolean => indents === null;

/** Both readings of a hunk stand in the file, at different places. */
function differs(one: Found, chosen: Found): boolean {
  return one.reading !== chosen.reading && one.search.hits[0]?.start !== chosen.search.hits[0]?.start;
}

interface Found {
  reading: Reading;
  search: Search;
}

/** A shift of one blank comes from missing marks; then the added lines have none to lose. */
function isByOneBlank({ indents }: Hit): boolean {
  if (!indents || indents.length === 0) return false;
  return (
    indents.every(([sent, actual]) => actual === ` ${sent}`) ||
    indents.every(([sent, actual]) => sent === ` ${actual}`)
  );
}

/** What the lines of a hunk say. */
interface Reading {
  old: string;
  next: string;
  once: SentOnce;
  /** The unchanged lines have no marks. */
  unmarked: boolean;
  lines: readonly HunkLine[];
}

/**
 * As the format has it, and with unchanged lines that lack their marks.
 */
function readingsOf({ lines }: Hunk): [Reading, ...Reading[]] {
  const readings = [readingOf(lines, false)];
  const unmarked = lines.map((line) =>
    line.kind === " " && !line.unmarked ? { ...line, text: ` ${line.text}` } : line,
  );
  if (lines.some(({ kind, text, unmarked }) => kind === " " && !unmarked && text !== ""))
    readings.push(readingOf(unmarked, true));
  return readings as [Reading, ...Reading[]]; // it begins with one
}

function readingOf(lines: readonly HunkLine[], unmarked: boolean): Reading {
  const side = (without: "-" | "+") => lines.filter(({ kind }) => kind !== without);
  const once = (without: "-" | "+") => side(without).map(({ kind }) => kind === " ");
  return {
    old: textOf(side("+")),
    next: textOf(side("-")),
    once: { old: once("+"), next: once("-") },
    unmarked,
    lines,
  };
}

const textOf = (lines: readonly HunkLine[]): string => lines.map(({ text }) => `${text}\n`).join("");

/**
 * Where unchanged lines have no marks: whether no added line looks as if its `+` had taken the place of a blank, and no
 * mark belongs to a line of the file.
 */
function fitsUnmarked({ unmarked, lines }: Reading, text: string): boolean {
  if (!unmarked && !lines.some((line) => line.unmarked && line.text !== "")) return true;
  const indents = (kind: HunkLine["kind"]) =>
    lines.filter((line) => line.kind === kind && line.text.trim() !== "").map((line) => indentOf(line.text));
  const known = new Set([...indents(" "), ...indents("-")]);
  const shifted = indents("+").some((indent) => !known.has(indent) && known.has(` ${indent}`));
  const own = new Set(text.split("\n"));
  return !shifted && !lines.some((line) => line.kind !== " " && own.has(line.kind + line.text));
}

function noSuchPlace(text: string, anchor: string): string {
  const near = explainNearest(text, anchor);
  return `There is no such place in the file: ${JSON.stringify(anchor.slice(0, 200))}, which stands behind @@. Name a line that encloses the change as the file has it, or leave it out.${near}`;
}

/**
 * Searches what begins in the blocks under the anchors, or after the first anchor if these are no blocks; without
 * anchors, the whole text. Blank lines alone say too little to be told apart by what stands above them.
 */
function searchHunk(text: string, hunk: Hunk, old: string, { blocks, after }: Scopes): Search {
  if (old.trim() === "") return find(text, hunk, old, 0, text.length);
  if (after) return find(text, hunk, old, after.from, after.to);
  const within = blocks
    .map(({ from, to }) => find(text, hunk, old, from, to))
    .filter(({ hits }) => hits.length > 0);
  const [first] = within;
  return first
    ? { rung: first.rung, hits: distinct(within.flatMap(({ hits }) => hits)) }
    : { rung: "exact", hits: [] };
}

function find(text: string, hunk: Hunk, old: string, from: number, to: number): Search {
  const search = findHits(text, old, { from, to: text.length, wholeLines: true });
  const hits = search.hits.filter(({ start, end }) => start < to && (!hunk.atEnd || end === text.length));
  return { ...search, hits };
}

function distinct(hits: readonly Hit[]): Hit[] {
  return [...new Map(hits.map((hit) => [hit.start, hit])).values()];
}

const NOWHERE =
  "The hunk only adds lines. Add unchanged lines around them that say where they belong, or `*** End of File` after " +
  "them to put them at the end.";

/**
 * A hunk of only added lines belongs into an empty file, at the end if it says so, or under the line that it names, if
 * that is written out with its indentation, stands there once, and is a sibling of the first added line.
 */
function insert(text: string, { anchors, atEnd, place }: Hunk, next: string): PlacedHunk {
  if (text === "" || atEnd) {
    const open = text !== "" && !text.endsWith("\n");
    const replacement = open ? `\n${next.slice(0, -1)}` : next;
    return {
      ok: true,
      splice: { start: text.length, end: text.length, text: replacement, shift: null },
      rung: "exact",
      old: "",
    };
  }
  const anchor = anchors.length === 1 && place !== null ? lineNamed(text, place) : null;
  if (anchor === null || indentOf(next) !== anchor.indent || text[anchor.end - 1] !== "\n")
    return failed("empty_old", NOWHERE);
  return {
    ok: true,
    splice: { start: anchor.end, end: anchor.end, text: next, shift: null },
    rung: "exact",
    old: "",
  };
}

/** What the hunk says about the file's last line end. */
function withLastEnd(text: string, { lastEnd }: Hunk, splice: Replacement): Replacement {
  // Where nothing takes the place of the last lines, the file ends with the line end before them.
  if (lastEnd === null || splice.end !== text.length || splice.text === "") return splice;
  const bare = splice.text.replace(/\n$/, "");
  return { ...splice, text: lastEnd === "added" ? `${bare}\n` : bare };
}

const overlap = (a: Replacement, b: Replacement): boolean => a.start < b.end && b.start < a.end;

function placedHunks(text: string, splices: readonly Replacement[]): Placed[] {
  let grown = 0;
  const placed: Placed[] = [];
  for (const [index, splice] of [...splices.entries()].sort(([, a], [, b]) => a.start - b.start)) {
    const one: Placed[] = [];
    place(one, text, index, [splice]);
    placed.push(...one.map((at) => ({ ...at, start: at.start + grown })));
    grown += splice.text.length - (splice.end - splice.start);
  }
  return placed;
}

function join(text: string, splices: readonly Replacement[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end, text: next } of splices.toSorted((a, b) => a.start - b.start)) {
    parts.push(text.slice(from, start), next);
    from = end;
  }
  return parts.join("") + text.slice(from);
}
