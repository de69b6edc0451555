export interface PaletteItem {
  id: string;
  text: string;
  /** Secondary text at the end of the line. */
  hint: string;
  run: () => void;
}

const MAX_SHOWN = 50;

/** Match score of `text` for `words`: 0 for no match, more for matches at the beginning of a word. */
function score(text: string, words: readonly string[]): number {
  let sum = 1;
  for (const word of words) {
    const at = text.indexOf(word);
    if (at === -1) return 0;
    const begins = at === 0 || /[\s/·:-]/.test(text[at - 1] ?? "");
    sum += at === 0 ? 3 : begins ? 2 : 1;
  }
  return sum;
}

/** The items that contain every typed word, best match first; in their given order for an empty query. */
export function rankItems<T extends Pick<PaletteItem, "text" | "hint">>(
  items: readonly T[],
  typed: string,
): T[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const scored = items.map((item) => ({
    item,
    value: score(`${item.text} ${item.hint}`.toLowerCase(), words),
  }));
  return scored
    .filter((one) => one.value > 0)
    .sort((a, b) => b.value - a.value)
    .slice(0, MAX_SHOWN)
    .map((one) => one.item);
}
