/** Rounds a fraction of a cent to the nearest cent, halves up. */
export function roundCents(amount) {
  return Math.floor(amount + 0.5);
}

/** The given percentage of an amount, in whole cents. */
export function percentOf(cents, percent) {
  return roundCents((cents * percent) / 100);
}

/** Reads "12.50" or "12" as 1250 or 1200 cents. Throws on anything else. */
export function parseCents(text) {
  const match = /^(\d+)(?:\.(\d{2}))?$/.exec(text);
  if (!match) throw new RangeError(`not a price: ${text}`);
  return Number(match[1]) * 100 + Number(match[2] ?? 0);
}

/** Prints 1250 cents as "12.50". */
export function formatCents(cents) {
  const sign = cents < 0 ? "-" : "";
  const absolute = Math.abs(cents);
  const rest = String(absolute % 100).padStart(2, "0");
  return `${sign}${Math.floor(absolute / 100)}.${rest}`;
}
