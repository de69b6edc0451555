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
  const [begin, end] = [blanksAt(old, "start"), blanksAt(old, "end")];
  if (old.trim() === "" || begin + end === 0) return [];
  const texts: Texts[] = [];
  for (let total = 1; total <= Math.min(begin + end, MAX_BLANKS); total += 1) {
    for (let above = Math.min(begin, total); above >= 0; above -= 1) {
      const below = total - above;
      if (below > end) continue;
      const shorter = cut(cut(old, "start", above), "end", below);
      const left =
        next.trim() === ""
          ? onlyBlanks(next, { begin, end, above, below })
          : ends(next, { begin, end, above, below });
      if (left !== null) texts.push({ old: shorter, next: left });
    }
  }
  return texts;
}

type Side = "start" | "end";

/** Blank lines of `old` at its ends, and how many of them are left out. */
interface Counts {
  begin: number;
  end: number;
  above: number;
  below: number;
}

/** A deletion, perhaps with as many blank lines as `old` has at both ends. */
function onlyBlanks(next: string, { begin, end, above, below }: Counts): string | null {
  const has = next.split("\n").length - 1;
  if (has === 0) return above === begin && below === end ? next : null;
  return has < begin + end ? null : cut(next, "start", above + below);
}

/** Null if `next` has blank lines at a side, but fewer than `old`, or none and `old` keeps some. */
function ends(next: string, { begin, end, above, below }: Counts): string | null {
  const [first, last] = [blanksAt(next, "start"), blanksAt(next, "end")];
  const fits = (has: number, had: number, dropped: number) => (has === 0 ? dropped === had : has >= had);
  if (!fits(first, begin, above) || !fits(last, end, below)) return null;
  return cut(cut(next, "start", Math.min(above, first)), "end", Math.min(below, last));
}

/** Blank lines at one side; at the end, those after the line end of the last line with text. */
function blanksAt(text: string, side: Side): number {
  const [blank = ""] = (side === "start" ? /^\n*/ : /\n*$/).exec(text) ?? [];
  const ends = blank.split("\n").length - 1;
  return side === "start" ? ends : Math.max(0, ends - 1);
}

function cut(text: string, side: Side, count: number): string {
  let rest = text;
  for (let left = count; left > 0; left -= 1)
    rest = side === "start" ? rest.slice(rest.indexOf("\n") + 1) : rest.slice(0, rest.lastIndexOf("\n"));
  return rest;
}
