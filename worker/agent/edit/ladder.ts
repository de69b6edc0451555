import type { IndentPair } from "./indentation.ts";
import { LineSearch } from "./line-match.ts";
import { foldPunctuation, hasTypography } from "./punctuation.ts";

/** How loosely a text was looked for, strictest first. No rung compares by similarity. */
export type Rung = "exact" | "line_endings" | "trailing_space" | "indentation" | "punctuation";

export interface Hit {
  /** Offsets in the text; `end` is exclusive. */
  start: number;
  end: number;
  /** Sent and actual indentation of each line; null where they must be equal. */
  indents: readonly IndentPair[] | null;
}

export interface Search {
  /** The first rung that hit, or the last one tried. */
  rung: Rung;
  /** In order of their place; with more than one nothing may be written, but for `replace_all`. May overlap. */
  hits: Hit[];
}

export interface Scope {
  /** Only hits that lie in this part of the text. */
  from: number;
  to: number;
  /** Only hits that begin and end with whole lines, as those of a patch must. */
  wholeLines: boolean;
}

const everywhere = (text: string): Scope => ({ from: 0, to: text.length, wholeLines: false });

/**
 * Where `old` stands in `text`, on the strictest rung that hits. From the second rung on whitespace at line ends, the
 * shift of all lines together, or typographic characters may differ; what else is written must be equal.
 */
export function findHits(text: string, old: string, scope: Scope = everywhere(text)): Search {
  const exact = substringHits(text, old, scope);
  if (exact.length > 0) return { rung: "exact", hits: exact };
  const search = new LineSearch(text, old, scope);
  for (const rung of ["line_endings", "trailing_space", "indentation"] as const) {
    const hits = search.hits(rung);
    if (hits.length > 0) return { rung, hits };
  }
  return { rung: "punctuation", hits: foldedHits(text, old, scope) };
}

/** With the same spaces, or else with another indentation. */
function foldedHits(text: string, old: string, scope: Scope): Hit[] {
  if (!hasTypography(old) && !hasTypography(text)) return [];
  const folded = foldPunctuation(text);
  const foldedOld = foldPunctuation(old);
  const hits = substringHits(folded, foldedOld, scope);
  return hits.length > 0 ? hits : new LineSearch(folded, foldedOld, scope).hits("indentation");
}

/** Overlapping hits count: `aa` stands in `aaa` twice. */
function substringHits(text: string, old: string, { from, to, wholeLines }: Scope): Hit[] {
  const hits: Hit[] = [];
  for (let start = text.indexOf(old, from); start !== -1; start = text.indexOf(old, start + 1)) {
    const end = start + old.length;
    if (end > to) break;
    if (wholeLines && !(isLineStart(text, start) && isLineStart(text, end))) continue;
    hits.push({ start, end, indents: null });
  }
  return hits;
}

const isLineStart = (text: string, offset: number): boolean => offset === 0 || text[offset - 1] === "\n";
