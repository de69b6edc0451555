/** Pure parts of the task list: its cursor and its search pattern. */

/** Where a page ended. `createdAt` is the database's own text, because it is finer than a JavaScript date. */
export interface Cursor {
  createdAt: string;
  id: string;
}

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Opaque, safe in a URL. */
export function formatCursor(cursor: Cursor): string {
  return btoa(`${cursor.createdAt}|${cursor.id}`)
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** Null for anything that `formatCursor` did not make: its parts go into a filter expression. */
export function parseCursor(text: string): Cursor | null {
  let plain: string;
  try {
    plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    return null;
  }
  const [createdAt = "", id = "", ...rest] = plain.split("|");
  return rest.length === 0 && TIMESTAMP.test(createdAt) && UUID.test(id) ? { createdAt, id } : null;
}

/** `%text%` for ilike, with the wildcards in `text` taken literally. */
export function likePattern(text: string): string {
  const literal = text.replace(/[\\%_]/g, "\\$&");
  // PostgREST reads `*` as a wildcard too and knows no escape for it; `_` matches it and any other character.
  return `%${literal.replaceAll("*", "_")}%`;
}
