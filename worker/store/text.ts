/**
 * The value with every string fit for Postgres, which stores neither U+0000 nor a lone surrogate, in text and in jsonb
 * alike. Program output may hold both, and one of them would make every later write of a task's log fail. Each becomes
 * U+FFFD.
 */
export function toPostgresText<T>(value: T): T {
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
