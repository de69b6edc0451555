/** What a commit did to a file, as the places that a model would name. Pure. */
import { lineOperations } from "../../worker/agent/edit/diff.ts";

/** A run of removed lines of the old text, and the added lines of the new text in its place. */
export interface Block {
  /** Index of the first removed line; for a mere insertion, of the line before which it stands. */
  from: number;
  removed: string[];
  added: string[];
}

/** Blocks with unchanged lines around them: lines `from` to `to` (exclusive) of the old text. */
export interface Place {
  from: number;
  to: number;
  blocks: Block[];
}

/** Lines with their ends; the last one may have none. */
export function linesWithEnds(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

export function blocksOf(before: readonly string[], after: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let at = 0;
  let open = false;
  for (const { kind, line } of lineOperations(before, after)) {
    if (kind === " ") {
      open = false;
      at += 1;
      continue;
    }
    const last = open ? blocks.at(-1) : undefined;
    const block = last ?? { from: at, removed: [], added: [] };
    if (!last) blocks.push(block);
    open = true;
    if (kind === "+") block.added.push(line);
    else {
      block.removed.push(line);
      at += 1;
    }
  }
  return blocks;
}

/** Each block with `context` lines on both sides; blocks whose lines touch become one place. */
export function placesOf(total: number, blocks: readonly Block[], context: number): Place[] {
  const places: Place[] = [];
  for (const block of blocks) {
    const from = Math.max(0, block.from - context);
    const to = Math.min(total, block.from + block.removed.length + context);
    const last = places.at(-1);
    if (last && from <= last.to) {
      last.to = to;
      last.blocks.push(block);
    } else places.push({ from, to, blocks: [block] });
  }
  return places;
}

/** The lines of a place with its blocks carried out. */
export function changed(before: readonly string[], { from, to, blocks }: Place): string[] {
  const lines: string[] = [];
  let at = from;
  for (const block of blocks) {
    lines.push(...before.slice(at, block.from), ...block.added);
    at = block.from + block.removed.length;
  }
  return [...lines, ...before.slice(at, to)];
}
