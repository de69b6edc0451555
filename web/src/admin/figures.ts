const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** `850 ms`, `4.2 s`, `12 min`; a dash where nothing was measured. */
export function durationText(ms: number | null): string {
  if (ms === null) return "–";
  if (ms < SECOND_MS) return `${Math.round(ms)} ms`;
  if (ms < MINUTE_MS) return `${(ms / SECOND_MS).toFixed(1)} s`;
  return `${Math.round(ms / MINUTE_MS)} min`;
}

/** Of the greatest, in per cent; what is there is seen, however small. */
export function shares(sizes: readonly number[]): number[] {
  const greatest = Math.max(...sizes, 0);
  return sizes.map((size) => (size <= 0 || greatest <= 0 ? 0 : Math.max(1, (size / greatest) * 100)));
}
