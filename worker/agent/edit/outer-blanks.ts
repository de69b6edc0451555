interface Texts {
  old: string;
  next: string;
}

/** More are not a slip. */
const MAX_BLANKS = 4;

/**
 * `old` without blank lines at its beginning or end, fewest first, each with the fitting `next`: without as many if it
 * has at least as many as `old`, as it is if it has none and
 * `old` keeps none. With another number it is not clear how many are meant.
 */
export function withoutOuterBlanks(old: string, next: string): Texts[] {
  if (old.trim() === "") return [];
  const [begin, end] = [blanksAbove(old), blanksBelow(old)];
  const texts: Texts[] = [];
  for (let total = 1; total <= Math.min(begin + end, MAX_BLANKS); total += 1) {
    for (let above = Math.min(begin, total); above >= 0; above -= 1) {
      const below = total - above;
      if (below > end) continue;
      const left =
        next.trim() === ""
          ? onlyBlanks(next, { begin, end, above, below })
          : ends(next, { begin, end, above, below });
      if (left !== null) texts.push({ old: old.slice(above, old.length - below), next: left });
    }
  }
  return texts;
}

/** Blank lines of `old` at its ends, and how many of them are left out. */
interface Counts {
  begin: number;
  end: number;
  above: number;
  below: number;
}

/** A deletion, perhaps with as many blank lines as `old` has at both ends. */
function onlyBlanks(next: string, { begin, end, above, below }: Counts): string | null {
  const lines = next.split("\n");
  const has = lines.length - 1;
  if (has === 0) return above === begin && below === end ? next : null;
  return has < begin + end ? null : lines.slice(above + below).join("\n");
}

/** Null if `next` has blank lines at a side, but fewer than `old`, or none and `old` keeps some. */
function ends(next: string, { begin, end, above, below }: Counts): string | null {
  const [first, last] = [blanksAbove(next), blanksBelow(next)];
  const fits = (has: number, had: number, dropped: number) => (has === 0 ? dropped === had : has >= had);
  if (!fits(first, begin, above) || !fits(last, end, below)) return null;
  return next.slice(Math.min(above, first), next.length - Math.min(below, last));
}

/** Blank lines before the first line with text, of which there is one. */
const blanksAbove = (text: string): number => text.search(/[^\n]/);

/** Blank lines after the line end of the last line with text. */
function blanksBelow(text: string): number {
  let ends = 0;
  while (text[text.length - 1 - ends] === "\n") ends += 1;
  return Math.max(0, ends - 1);
}
