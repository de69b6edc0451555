/**
 * How long the provider asks to wait, in milliseconds, or null. Reads `retry-after-ms` first, then `retry-after` as
 * seconds (a fraction is allowed), as a duration, or as an HTTP date (RFC 9110, 10.2.3). A moment in the past is 0.
 */
export function parseRetryAfter(headers: Headers, now: number): number | null {
  const exact = parsePause(headers.get("retry-after-ms"), "ms");
  if (exact !== null) return exact;
  const value = headers.get("retry-after");
  const pause = parsePause(value, "s");
  if (pause !== null) return pause;
  const at = value === null || /^[-+\d.\s]*$/.test(value) ? Number.NaN : Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof UNIT_MS;

/** The longest name first: of `12ms` the unit is not `m`. */
const UNITS: readonly [string, Unit][] = [
  ["milliseconds?|millis|msecs?|ms", "ms"],
  ["seconds?|secs?|s", "s"],
  ["minutes?|mins?|m", "m"],
  ["hours?|hrs?|h", "h"],
  ["days?|d", "d"],
];
const PART = `(\\d+(?:\\.\\d+)?)\\s*(${UNITS.map(([names]) => names).join("|")})(?![a-z])`;
// Parts may touch (`7m12s`), so what follows a unit may be a digit.
const DURATION = `${PART}(?:(?:\\s*,|\\s+and)?\\s*${PART})*`;
const WHOLE = new RegExp(`^\\s*${DURATION}\\s*$`, "i");
/** The words before the pause, in sentences such as "Please try again in 7m12s" or "retry after 12 seconds". */
const IN_WORDS = new RegExp(
  `\\b(?:(?:try again|retry|retrying|available again|resets?)\\s+(?:in|after|within)|(?:please )?wait(?: for)?)\\s+(?:(?:about|at least|approximately|another)\\s+)?(${DURATION})`,
  "i",
);

/** A pause such as `12`, `34.5s`, `7m12s` or `1 minute 30 seconds` in milliseconds; null for anything else. */
export function parsePause(text: string | null, unit: "ms" | "s"): number | null {
  if (text === null) return null;
  if (/^\s*\d+(\.\d+)?\s*$/.test(text)) return Math.ceil(Number(text) * UNIT_MS[unit]);
  return WHOLE.test(text) ? sumOf(text) : null;
}

/** The pause that a sentence tells, in milliseconds, or null. */
export function retryAfterInWords(message: string | null): number | null {
  const found = IN_WORDS.exec(message ?? "");
  return found?.[1] ? sumOf(found[1]) : null;
}

function sumOf(duration: string): number {
  const parts = [...duration.matchAll(new RegExp(PART, "gi"))];
  return Math.ceil(parts.reduce((sum, [, count, name]) => sum + Number(count) * msOf(name ?? ""), 0));
}

function msOf(name: string): number {
  const unit = UNITS.find(([names]) => new RegExp(`^(?:${names})$`, "i").test(name))?.[1];
  return unit ? UNIT_MS[unit] : 0;
}
