/** What the model has seen of the repository's files, as conversations keep it beside results. Pure. */
import type { FileSeen, Message } from "../../llm/types.ts";

/** A file as it was last seen, and the lines of it that were shown. No lines: all of it is known. */
export interface Reading {
  path: string;
  hash: string;
  ranges: Range[];
}

export interface Range {
  from: number;
  to: number;
}

const seenIn = (messages: readonly Message[]): FileSeen[] =>
  messages.flatMap((message) =>
    message.role === "tool" || message.role === "user" ? (message.seen ?? []) : [],
  );

/** The hash of each file as a conversation last showed it; null for one that it deleted or moved away. */
export function hashesIn(messages: readonly Message[]): Map<string, string | null> {
  return new Map(seenIn(messages).map(({ path, hash }) => [path, hash]));
}

/**
 * The files that conversations have shown, latest first. `runs` are in the order of time. Lines that were shown of an
 * older form of a file still say which part of it matters.
 */
export function readingsOf(runs: readonly (readonly Message[])[]): Reading[] {
  const files = new Map<string, Reading>();
  for (const { path, hash, from, to } of runs.flatMap(seenIn)) {
    const known = files.get(path);
    files.delete(path);
    if (hash === null) continue;
    const range = from !== undefined && to !== undefined ? [{ from, to }] : [];
    files.set(path, { path, hash, ranges: merged([...(known?.ranges ?? []), ...range]) });
  }
  return [...files.values()].reverse();
}

/** In order, without overlaps and small gaps. */
export function merged(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const range of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && range.from <= last.to + 3)
      result[result.length - 1] = { ...last, to: Math.max(last.to, range.to) };
    else result.push(range);
  }
  return result;
}
