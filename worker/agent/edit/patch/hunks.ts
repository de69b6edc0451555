import type { TextProblem, TextResult } from "../edit-text.ts";
import { explainIndentation, explainNotFound, explainNotUnique, explainPlaceholder } from "../explain.ts";
import { findHits, type Hit, type Rung, type Scope, type Search } from "../match-ladder.ts";
import { findPlaceholder } from "../placeholder.ts";
import { replacementFor } from "../replacement.ts";
import { scopesOf } from "./anchors.ts";
import type { Hunk } from "./parse.ts";

interface Splice {
  start: number;
  end: number;
  replacement: string;
}

/**
 * Applies the hunks of one file to its text. The unchanged and removed lines of each hunk must occur exactly once in
 * the original file, or exactly once under the lines that its `@@` names. Hunks may come in any order but must not
 * overlap.
 */
export function applyHunks(path: string, text: string, hunks: readonly Hunk[]): TextResult {
  const splices: Splice[] = [];
  const rungs: Rung[] = [];
  for (const [index, hunk] of hunks.entries()) {
    const placed = placeHunk(path, text, hunk);
    const overlaps = placed.ok && splices.some((other) => overlap(other, placed.splice));
    if (!placed.ok || overlaps) {
      const which = hunks.length === 1 ? "" : `Hunk ${index + 1} of ${hunks.length}: `;
      const problem = placed.ok ? "not_unique" : placed.problem;
      const message = placed.ok
        ? "its lines belong to another hunk as well. Make one hunk of them."
        : placed.message;
      return { ok: false, problem, index, message: which + message };
    }
    splices.push(placed.splice);
    rungs.push(placed.rung);
  }
  const changed = join(text, splices);
  if (changed === text)
    return { ok: false, problem: "no_change", index: 0, message: "These hunks change nothing in the file." };
  return { ok: true, text: changed, replacements: splices.length, rungs };
}

type Placed = { ok: true; splice: Splice; rung: Rung } | { ok: false; problem: TextProblem; message: string };

const WHAT = "The hunk's unchanged and removed lines, taken together,";

function placeHunk(path: string, text: string, hunk: Hunk): Placed {
  const old = linesOf(hunk, "+");
  const next = linesOf(hunk, "-");
  const placeholder = findPlaceholder(next, { path, original: text, replaced: old });
  if (placeholder)
    return { ok: false, problem: placeholder.problem, message: explainPlaceholder(placeholder, "The hunk") };
  if (old === "") return append(text, hunk, next);
  const search = searchHunk(text, hunk, old);
  const [hit, second] = search.hits;
  if (!hit) return { ok: false, problem: "not_found", message: explainNotFound(text, old, next, WHAT) };
  if (second) {
    const remedy =
      "Add unchanged lines around the change, or an @@ line with the function or class it is in.";
    return { ok: false, problem: "not_unique", message: explainNotUnique(text, search, WHAT, remedy) };
  }
  const replacement = replacementFor(text, hit, search.rung, old, next);
  if (replacement === null)
    return { ok: false, problem: "indentation", message: explainIndentation(text, search, WHAT) };
  return { ok: true, splice: { start: hit.start, end: hit.end, replacement }, rung: search.rung };
}

/** Searches the blocks under the anchors, then the text after the first anchor; without anchors, the whole text. */
function searchHunk(text: string, hunk: Hunk, old: string): Search {
  const { blocks, after } = scopesOf(text, hunk.anchors);
  const within = blocks.map((block) => find(text, hunk, old, block)).filter(({ hits }) => hits.length > 0);
  const first = within[0];
  if (first) return { rung: first.rung, hits: distinct(within.flatMap(({ hits }) => hits)) };
  return find(text, hunk, old, after);
}

function find(text: string, hunk: Hunk, old: string, scope: Omit<Scope, "wholeLines">): Search {
  const search = findHits(text, old, { ...scope, wholeLines: true });
  return hunk.atEnd ? { ...search, hits: search.hits.filter(({ end }) => end === text.length) } : search;
}

function distinct(hits: readonly Hit[]): Hit[] {
  return [...new Map(hits.map((hit) => [hit.start, hit])).values()];
}

/** A hunk of only added lines can only be appended; one with anchors is refused. */
function append(text: string, { anchors, atEnd }: Hunk, next: string): Placed {
  if (anchors.length > 0 && !atEnd && text !== "") {
    const message = "The hunk only adds lines. Add unchanged lines around them that say where they belong.";
    return { ok: false, problem: "empty_old", message };
  }
  const missing = text === "" || text.endsWith("\n") ? "" : "\n";
  return {
    ok: true,
    splice: { start: text.length, end: text.length, replacement: missing + next },
    rung: "exact",
  };
}

function linesOf({ lines }: Hunk, without: "-" | "+"): string {
  return lines
    .filter(({ kind }) => kind !== without)
    .map(({ text }) => `${text}\n`)
    .join("");
}

const overlap = (a: Splice, b: Splice): boolean => a.start < b.end && b.start < a.end;

function join(text: string, splices: readonly Splice[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end, replacement } of splices.toSorted((a, b) => a.start - b.start)) {
    parts.push(text.slice(from, start), replacement);
    from = end;
  }
  return parts.join("") + text.slice(from);
}
