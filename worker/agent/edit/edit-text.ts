import { firstInDoubt, type Placed, place, touches } from "./agreement.ts";
import {
  explainDoubt,
  explainIndentation,
  explainNotFound,
  explainNotUnique,
  explainPlaceholder,
} from "./explain.ts";
import { findHits, type Hit, type Rung, type Search, shiftedHits } from "./match-ladder.ts";
import { withoutOuterBlanks } from "./outer-blanks.ts";
import { findPlaceholder, type PlaceholderProblem } from "./placeholder.ts";
import { type Replacement, replacementFor, type Unfit } from "./replacement.ts";
import { firstTwin, type Matched } from "./twins.ts";

export interface Edit {
  old: string;
  new: string;
  /** Replace every hit instead of exactly one; exact matches only. */
  replace_all?: boolean;
}

export type TextProblem =
  | "no_edits"
  | "empty_old"
  | "no_change"
  | "not_found"
  | "not_unique"
  | "indentation"
  | PlaceholderProblem;

export interface TextFailure {
  problem: TextProblem;
  /** Position in the list of edits or hunks; 0-based. */
  index: number;
  message: string;
}

export type TextResult =
  | { ok: true; text: string; replacements: number; rungs: Rung[] }
  | ({ ok: false } & TextFailure);

/**
 * Applies edits to a text in order. `path` tells prose from code.
 */
export function editText(path: string, text: string, edits: readonly Edit[]): TextResult {
  if (edits.length === 0) return { ok: false, problem: "no_edits", index: 0, message: "`edits` is empty." };
  let current = text;
  let replacements = 0;
  const rungs: Rung[] = [];
  const matched: Matched[] = [];
  const placed: Placed[] = [];
  const refuse = (index: number, { problem, message }: Refused): TextResult => {
    const which = edits.length === 1 ? "" : `Edit ${index + 1} of ${edits.length}: `;
    return { ok: false, problem, index, message: which + message };
  };
  for (const [index, edit] of edits.entries()) {
    const done = editOnce(path, current, withLineEnds(edit, text));
    if (!done.ok) return refuse(index, done);
    const { replacements: made, rung } = done;
    matched.push({ text: current, old: edit.old, rung, replacements: made, isOwn: touches(placed, made) });
    place(placed, current, index, made);
    current = done.text;
    replacements += made.length;
    rungs.push(rung);
  }
  const twin = firstTwin(matched);
  if (twin)
    return refuse(twin.index, fail("not_unique", explainNotUnique(twin.text, twin.search, "`old`", TWIN)));
  const doubt = firstInDoubt(placed, current);
  if (doubt) return refuse(doubt.index, fail("indentation", explainDoubt(current, doubt.start, "`old`")));
  if (current === text) {
    return { ok: false, problem: "no_change", index: 0, message: "These edits change nothing in the file." };
  }
  return { ok: true, text: current, replacements, rungs };
}

type Once = { ok: true; text: string; replacements: Replacement[]; rung: Rung } | Refused;
type Refused = { ok: false; problem: TextProblem; message: string };

const TWIN =
  "Another text of this request lacked indentation or wrote this one, so it may be meant elsewhere: copy whole lines " +
  "with theirs, and add lines around them.";

function editOnce(path: string, text: string, edit: Edit): Once {
  if (edit.old === "")
    return fail("empty_old", "`old` is empty. To create a file or to replace all of it, use write.");
  if (edit.old === edit.new) return fail("no_change", "`old` and `new` are the same text.");
  const placeholder = findPlaceholder(edit.new, { path, original: text, replaced: edit.old });
  if (placeholder) return fail(placeholder.problem, explainPlaceholder(placeholder, "`new`"));
  const { search, old, next } = findEdit(text, edit);
  const hits = chosenHits(search, edit);
  if (hits.length === 0) return fail("not_found", explainNotFound(text, edit.old, edit.new, "`old`"));
  const asGiven = search.rung === "exact" || search.rung === "letter_forms";
  const doubtful = hits.length === 1 && hits[0] && isEndOfLine(text, hits[0], old);
  if (doubtful) {
    const elsewhere = shiftedHits(text, old);
    if (elsewhere.length > 0) {
      const both = { rung: "indentation" as const, hits: [...hits, ...elsewhere] };
      return fail("not_unique", explainNotUnique(text, both, "`old`", "Begin it with a line of text."));
    }
  }
  if (hits.length > 1 && !(edit.replace_all && asGiven)) {
    const remedy = edit.replace_all
      ? "replace_all takes only texts that stand there exactly as given: copy one of them."
      : "Add lines around it so that it is unique, or set replace_all.";
    return fail("not_unique", explainNotUnique(text, search, "`old`", remedy));
  }
  const changed = replaceHits(text, search.rung, hits, old, next);
  if ("unfit" in changed)
    return fail("indentation", explainIndentation(text, changed.at, changed.unfit, "`old`"));
  return { ok: true, ...changed, rung: search.rung };
}

/** The first line of `old` is blank, and the hit begins at the end of a line that is not. */
const isEndOfLine = (text: string, { start }: Hit, old: string): boolean =>
  old.startsWith("\n") && start > 0 && text[start - 1] !== "\n";

/** Whole lines would come behind the line before them, because its end was sent with `old` and not with `new`. */
const isLineSentWithEndBefore = (text: string, hit: Hit, old: string, next: string): boolean =>
  isEndOfLine(text, hit, old) && !next.startsWith("\n") && (old.endsWith("\n") || /^(?: {2}|\t)/.test(next));

interface FoundEdit {
  search: Search;
  old: string;
  next: string;
}

/** Searches `old`, and if it is not there, without blank lines at its ends that `new` has as well or does not want. */
function findEdit(text: string, { old, new: next }: Edit): FoundEdit {
  const search = findHits(text, old);
  const asSent = { search, old, next };
  const [hit] = search.hits;
  if (hit && isLineSentWithEndBefore(text, hit, old, next)) {
    const line = old.slice(1);
    return { search: findHits(text, line), old: line, next };
  }
  if (hit) return asSent;
  for (const fewer of withoutOuterBlanks(old, next)) {
    const found = findHits(text, fewer.old);
    // Two slips at once would be a guess.
    if (found.hits.length > 0 && found.hits.every(({ indents }) => indents === null))
      return { search: found, ...fewer };
  }
  return asSent;
}

/** With `replace_all`, the non-overlapping hits from left to right. */
function chosenHits({ hits }: Search, edit: Edit): Hit[] {
  if (!edit.replace_all) return hits;
  let end = 0;
  return hits.filter((hit) => {
    if (hit.start < end) return false;
    end = hit.end;
    return true;
  });
}

/** Not `String.replace`, which would expand `$&` and the like in code. */
function replaceHits(
  text: string,
  rung: Rung,
  hits: readonly Hit[],
  old: string,
  next: string,
): { text: string; replacements: Replacement[] } | { unfit: Unfit; at: Hit } {
  const replacements: Replacement[] = [];
  let result = "";
  let from = 0;
  for (const hit of hits) {
    const replacement = replacementFor(text, hit, rung, { old, next });
    if (typeof replacement === "string") return { unfit: replacement, at: hit };
    if (replacement.start < from) return { unfit: "unclear", at: hit };
    result += text.slice(from, replacement.start) + replacement.text;
    from = replacement.end;
    replacements.push(replacement);
  }
  return { text: result + text.slice(from), replacements };
}

/**
 * The text of a CRLF file is handled with LF, but a model may still write CRLF. Files with mixed line ends stay
 * untouched.
 */
function withLineEnds(edit: Edit, text: string): Edit {
  if (text.includes("\r\n")) return edit;
  return { ...edit, old: edit.old.replaceAll("\r\n", "\n"), new: edit.new.replaceAll("\r\n", "\n") };
}

function fail(problem: TextProblem, message: string): Refused {
  return { ok: false, problem, message };
}
