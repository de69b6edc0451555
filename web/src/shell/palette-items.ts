export interface PaletteItem {
  id: string;
  text: string;
  /** Quiet word at the end of the line. */
  hint: string;
  run: () => void;
}

const MAX_SHOWN = 50;

/** How well `text` answers `words`: 0 not at all, more for words that begin a word of it. */
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

/** The items that hold every typed word, best first; in their own order while nothing is typed. */
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
