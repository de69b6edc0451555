/** A change of a file as a list of exact edits, each unique where it is applied. */
import { type Block, changed, linesWithEnds, type Place, placesOf } from "./changes.ts";

const MAX_CONTEXT = 40;

export interface SentEdit {
  old: string;
  new: string;
}

/**
 * The edits in order, each with as little context as makes it unique, but at least `context` lines; null where the file
 * repeats itself too much. A mere insertion names at least one line.
 */
export function exactEdits(before: string, blocks: readonly Block[], context: number): SentEdit[] | null {
  const lines = linesWithEnds(before);
  for (let around = context; around <= MAX_CONTEXT; around = around === 0 ? 1 : around * 2) {
    const edits = editsAt(lines, placesOf(lines.length, blocks, around));
    if (edits) return edits;
  }
  return null;
}

function editsAt(lines: readonly string[], places: readonly Place[]): SentEdit[] | null {
  const edits: SentEdit[] = [];
  let text = lines.join("");
  for (const place of places) {
    const edit = { old: lines.slice(place.from, place.to).join(""), new: changed(lines, place).join("") };
    const at = text.indexOf(edit.old);
    if (edit.old === "" || at === -1 || text.indexOf(edit.old, at + 1) !== -1) return null;
    text = text.slice(0, at) + edit.new + text.slice(at + edit.old.length);
    edits.push(edit);
  }
  return edits;
}

/** Most models leave out the last line end, on both sides. */
export function withoutLastEnd({ old, new: next }: SentEdit): SentEdit {
  return old.endsWith("\n") && next.endsWith("\n") && old !== "\n"
    ? { old: old.slice(0, -1), new: next.slice(0, -1) }
    : { old, new: next };
}
