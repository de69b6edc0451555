import type { IndentPair } from "./indentation.ts";
import { foldedOffset, foldForms, hasForms } from "./letter-forms.ts";
import { LineSearch } from "./line-match.ts";
import { foldPunctuation, hasTypography } from "./punctuation.ts";

/** The matching rung, strictest first. No rung uses similarity. */
export type Rung =
  | "exact"
  | "line_endings"
  | "trailing_space"
  | "indentation"
  | "punctuation"
  | "letter_forms";

export interface Hit {
  /** Offsets in the text; `end` is exclusive. */
  start: number;
  end: number;
  /** Sent and actual indentation per line; null where they must be equal. */
  indents: readonly IndentPair[] | null;
}

export interface Search {
  /** The first rung with a hit, or the last one tried. */
  rung: Rung;
  /** In order of position; several hits are ambiguous unless `replace_all`. May overlap. */
  hits: Hit[];
}

export interface Scope {
  /** Only hits within this range. */
  from: number;
  to: number;
  /** Only hits of whole lines, as a patch requires. */
  wholeLines: boolean;
}

const everywhere = (text: string): Scope => ({ from: 0, to: text.length, wholeLines: false });

/**
 * Finds `old` in `text` on the strictest rung with a hit. From the second rung on, trailing whitespace, a common shift
 * of indentation, typographic characters, or the Unicode form of letters may differ; everything else must be equal.
 */
export function findHits(text: string, old: string, scope: Scope = everywhere(text)): Search {
  const search = findAsWritten(text, old, scope);
  return search.hits.length > 0 || !(hasForms(old) || hasForms(text))
    ? search
    : inOtherForm(text, old, scope, search);
}

/**
 * Where whole lines stand with any common shift of indentation. More than one place makes an exact hit doubtful if other
 * texts of the same request lacked indentation.
 */
export function shiftedHits(text: string, old: string): Hit[] {
  return new LineSearch(text, old, { ...everywhere(text), wholeLines: true }).hits("indentation");
}

/** Repeats all rungs on normalised texts. */
function inOtherForm(text: string, old: string, scope: Scope, search: Search): Search {
  const folded = foldForms(text);
  const wanted = foldForms(old).text;
  if (wanted === "" || (folded.text === text && wanted === old)) return search;
  const within = { ...scope, from: foldedOffset(folded, scope.from), to: foldedOffset(folded, scope.to) };
  const found = findAsWritten(folded.text, wanted, within);
  const hits = found.hits.flatMap(({ start, end, indents }) => {
    const [from = -1, to = -1] = [folded.offsets[start], folded.offsets[end]];
    return from === -1 || to === -1 ? [] : [{ start: from, end: to, indents }];
  });
  return hits.length === 0 ? search : { rung: found.rung === "exact" ? "letter_forms" : found.rung, hits };
}

function findAsWritten(text: string, old: string, scope: Scope): Search {
  const exact = substringHits(text, old, scope);
  const last = exact.length > 0 ? lastLineHit(text, old, scope) : null;
  // The last line has no end to be found with, but is meant just as well.
  if (last) return { rung: "line_endings", hits: [...exact, last] };
  if (exact.length > 0) return { rung: "exact", hits: exact };
  const search = new LineSearch(text, old, scope);
  for (const rung of ["line_endings", "trailing_space", "indentation"] as const) {
    const hits = search.hits(rung);
    if (hits.length > 0) return { rung, hits };
  }
  return { rung: "punctuation", hits: foldedHits(text, old, scope) };
}

/** With the same indentation, or else with another one. */
function foldedHits(text: string, old: string, scope: Scope): Hit[] {
  if (!hasTypography(old) && !hasTypography(text)) return [];
  const folded = foldPunctuation(text);
  const foldedOld = foldPunctuation(old);
  const hits = substringHits(folded, foldedOld, scope);
  return hits.length > 0 ? hits : new LineSearch(folded, foldedOld, scope).hits("indentation");
}

/** Overlapping hits count: `aaa` contains `aa` twice. */
function substringHits(text: string, old: string, { from, to, wholeLines }: Scope): Hit[] {
  // An empty text would be found at the end for ever.
  if (old === "") return [];
  const hits: Hit[] = [];
  for (let start = text.indexOf(old, from); start !== -1; start = text.indexOf(old, start + 1)) {
    const end = start + old.length;
    if (end > to) break;
    if (wholeLines && !(isLineStart(text, start) && isLineStart(text, end))) continue;
    if (isWithinLetter(text, end)) continue;
    hits.push({ start, end, indents: null });
  }
  return hits;
}

/** The end of a text without a last line end, where `old` has one; `old` is no longer than the text. */
function lastLineHit(text: string, old: string, { to, wholeLines }: Scope): Hit | null {
  const start = text.length - old.length + 1;
  if (!old.endsWith("\n") || text.endsWith("\n") || to < text.length) return null;
  if (!text.endsWith(old.slice(0, -1)) || (wholeLines && !isLineStart(text, start))) return null;
  return { start, end: text.length, indents: null };
}

/** Whether a combining mark follows the offset: the hit would end within a decomposed letter (`e` of `é`). */
const isWithinLetter = (text: string, offset: number): boolean =>
  text.charCodeAt(offset) >= 0x300 && /^(?![\uFE00-\uFE0F])\p{M}/u.test(text.slice(offset, offset + 2));

const isLineStart = (text: string, offset: number): boolean => offset === 0 || text[offset - 1] === "\n";
