/**
 * How long the provider asks to wait, in milliseconds, or null. Reads `retry-after-ms` first, then `retry-after` as
 * seconds (a fraction is allowed) or as an HTTP date (RFC 9110, 10.2.3). A moment in the past is 0.
 */
export function parseRetryAfter(headers: Headers, now: number): number | null {
  const exact = number(headers.get("retry-after-ms"));
  if (exact !== null) return Math.ceil(exact);
  const value = headers.get("retry-after");
  const seconds = number(value);
  if (seconds !== null) return Math.ceil(seconds * 1000);
  const at = value === null || /^[-+\d.\s]*$/.test(value) ? Number.NaN : Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

/** The pause in words such as "Please try again in 1.2s" or "in 250ms", in milliseconds, or null. */
export function retryAfterInWords(message: string | null): number | null {
  const found = /\btry again in (\d+(?:\.\d+)?)(ms|s)\b/i.exec(message ?? "");
  return found ? Math.ceil(Number(found[1]) * (found[2] === "s" ? 1000 : 1)) : null;
}

function number(value: string | null): number | null {
  return value !== null && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : null;
}
