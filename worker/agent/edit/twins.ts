import { type Rung, type Search, shiftedHits } from "./match-ladder.ts";

/** A text that was found, the text that it was searched in, and how. */
export interface Matched {
  text: string;
  old: string;
  rung: Rung;
}

export interface Twin {
  index: number;
  text: string;
  search: Search;
}

/**
 * The first exact hit that may be meant elsewhere: another text of the same request lacked indentation, and with
 * another indentation this one stands in several places.
 */
export function firstTwin(matched: readonly Matched[]): Twin | null {
  if (!matched.some(({ rung }) => rung === "indentation")) return null;
  for (const [index, { text, old, rung }] of matched.entries()) {
    const hits = rung === "exact" ? shiftedHits(text, old) : [];
    if (hits.length > 1) return { index, text, search: { rung: "indentation", hits } };
  }
  return null;
}
