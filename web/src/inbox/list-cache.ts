import type { TaskPage } from "../../../worker/protocol/index.ts";

/** Raised with every change of the schema of a summary: lists stored by an older app are then ignored. */
const VERSION = 1;
const KEY = "verne.cache.tasks";
const MAX_ITEMS = 50;
const MAX_CHARS = 120_000;

export interface CachedPage {
  page: TaskPage;
  /** When the Worker gave it, in milliseconds since 1970. */
  at: number;
}

type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** The first page of the user's own tasks as it was last seen; null for another user's, and for an older app's. */
export function readCachedPage(store: Store, userId: string | null): CachedPage | null {
  try {
    const kept: unknown = JSON.parse(store.getItem(KEY) ?? "null");
    if (typeof kept !== "object" || kept === null) return null;
    // Written by keepPage alone; version and user are compared before anything else is read.
    const { v, user, at, page } = kept as { v: number; user: string; at: number; page: TaskPage };
    return v === VERSION && user === userId && Array.isArray(page?.items) ? { page, at } : null;
  } catch {
    return null;
  }
}

/** Keeps the page for the next visit. A page that is too large, or does not fit any more, is not kept. */
export function keepPage(store: Store, userId: string, { page, at }: CachedPage): void {
  const items = page.items.slice(0, MAX_ITEMS);
  // A cut page has no cursor: the next answer brings the right one.
  const cut = { items, next_cursor: items.length < page.items.length ? null : page.next_cursor };
  const text = JSON.stringify({ v: VERSION, user: userId, at, page: cut });
  try {
    if (text.length > MAX_CHARS) store.removeItem(KEY);
    else store.setItem(KEY, text);
  } catch {
    // Storage is full: the next visit has no cached list.
  }
}
