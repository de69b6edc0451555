/**
 * Rungs of the matching ladder, strictest first. A rung must hit exactly once; only then may text be written.
 * Further rungs (trailing space, uniform indentation, punctuation) are added to this list.
 */
export type Rung = "exact";

export interface Match {
  rung: Rung;
  /** Offset of each hit in the text. */
  starts: number[];
  /** Length of a hit in the text. */
  length: number;
}

/** Where `old` stands in `text`, by the first rung that hits; without a hit, no starts. Hits do not overlap. */
export function findMatches(text: string, old: string): Match {
  const starts: number[] = [];
  for (let at = text.indexOf(old); at !== -1; at = text.indexOf(old, at + old.length)) starts.push(at);
  return { rung: "exact", starts, length: old.length };
}

/** 1-based line of an offset. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}
