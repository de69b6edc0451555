/**
 * The value with every string made storable: Postgres keeps neither U+0000 nor half a surrogate pair, in text and
 * in jsonb alike, and program output may hold both. Each becomes U+FFFD. One such character would otherwise stop a
 * task's log for ever.
 */
export function storable<T>(value: T): T {
  // The shape is kept and strings stay strings, so the result is of the same type.
  return clean(value) as T;
}

function clean(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed().replaceAll("\u0000", "\ufffd");
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, clean(part)]));
  }
  return value;
}

/** A timestamp as the protocol writes it (`2026-11-22T05:22:49.123Z`) from one as PostgREST writes it. */
export const isoTime = (text: string): string => new Date(text).toISOString();
