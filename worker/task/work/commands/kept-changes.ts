/** The kept changes of a task's commands, in its object: no sandbox has to live for them. */
import type { KeptChange, KeptFile } from "../../../agent/types.ts";

/** Each holds at most half a megabyte. */
const MAX_KEPT = 8;

export interface StoredKept {
  count: number;
  items: KeptChange[];
}

export const NOTHING_KEPT: StoredKept = { count: 0, items: [] };

/** Keeps one more, and forgets the oldest beyond the limit. An equal one keeps its id. Pure. */
export function withKept(stored: StoredKept, files: readonly KeptFile[]): { id: string; stored: StoredKept } {
  const text = JSON.stringify(files);
  const equal = stored.items.find((change) => JSON.stringify(change.files) === text);
  if (equal) return { id: equal.id, stored };
  const count = stored.count + 1;
  const id = `k${count}`;
  return { id, stored: { count, items: [...stored.items, { id, files: [...files] }].slice(-MAX_KEPT) } };
}

/** The kept changes that files of a scope request were asked for with. Pure. */
export const wantedIn = (files: readonly { kept?: string }[]): string[] => [
  ...new Set(files.flatMap(({ kept }) => (kept === undefined ? [] : [kept]))),
];
