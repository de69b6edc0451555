import { type Rung, type Search, shiftedHits } from "./match-ladder.ts";
import type { Replacement } from "./replacement.ts";

/** A text that was found, the text that it was searched in, and how. */
export interface Matched {
  text: string;
  old: string;
  rung: Rung;
  replacements: readonly Replacement[];
  /** It was found in what an earlier text of the request put there. */
  isOwn: boolean;
}

export interface Twin {
  index: number;
  text: string;
  search: Search;
}

/**
 * The first exact hit that may be meant elsewhere: it stands in several places with another indentation, and another
 * text of the same request lacked indentation, or the request itself wrote the place.
 */
export function firstTwin(matched: readonly Matched[]): Twin | null {
  const lacking = matched.some(({ replacements }) => replacements.some(({ shift }) => shift !== null));
  for (const [index, { text, old, rung, isOwn }] of matched.entries()) {
    const hits = rung === "exact" && (lacking || isOwn) ? shiftedHits(text, old) : [];
    if (hits.length > 1) return { index, text, search: { rung: "indentation", hits } };
  }
  return null;
}
