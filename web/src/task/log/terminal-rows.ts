/** The rows of one stream on which its cursor moves: bars of several lines go up and write them again. */

/** How many rows up a stream may move its cursor. */
const MAX_ROWS = 40;

export interface Cursor {
  /** Id of the line it is on; null where nothing is yet. */
  readonly id: number | null;
  /** The part of the line that later output can still change, with its control characters. */
  readonly raw: string;
  /** Ids of the lines above, the nearest last, and of those below, the nearest first. */
  readonly above: readonly number[];
  readonly below: readonly number[];
  /** The beginning of an escape sequence that is not complete yet. */
  readonly open: string;
}

export const START: Cursor = { id: null, raw: "", above: [], below: [], open: "" };

/** The next row. `id` is that of the line which ends here. */
export function down({ above, below }: Cursor, id: number): Cursor {
  const [next = null, ...rest] = below;
  return { ...START, id: next, above: [...above, id].slice(-MAX_ROWS), below: rest };
}

/** `rows` up, or down where that is negative; never beyond what is known. A row that is left empty is forgotten. */
function moved(cursor: Cursor, rows: number): Cursor {
  const { id, above, below } = cursor;
  if (rows > 0) {
    const count = Math.min(rows, above.length);
    if (count === 0) return cursor;
    const left = above.slice(above.length - count);
    return {
      ...START,
      id: left[0] ?? null,
      above: above.slice(0, above.length - count),
      below: [...left.slice(1), ...(id === null ? [] : [id]), ...below],
    };
  }
  // The row behind the last is there, although nothing is on it.
  if (rows === 0 || id === null) return cursor;
  const count = Math.min(-rows, below.length + 1);
  return {
    ...START,
    id: below[count - 1] ?? null,
    above: [...above, id, ...below.slice(0, count - 1)].slice(-MAX_ROWS),
    below: below.slice(count),
  };
}

/** Cursor up and down, also with a return to the line's beginning; and everything below erased. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: sequences begin with a control character
const MOVE = /\x1b\[(\d*)([ABEFJ])|\x1bM/;
const ERASE_LINE = "\x1b[2K";
// biome-ignore lint/suspicious/noControlCharactersInRegex: the same
const OPEN = /\x1b(?:\[\d*)?$/;

/** Rows below are erased together with the rest of the current one. */
function erased(cursor: Cursor, sequence: string, write: (cursor: Cursor, text: string) => Cursor): Cursor {
  for (const id of cursor.below) write({ ...START, id }, ERASE_LINE);
  return cursor.id === null && cursor.raw === "" ? cursor : write(cursor, sequence);
}

/** The text of one row up to its end in steps: what is written, and the cursor after each move. */
export function follow(
  cursor: Cursor,
  text: string,
  write: (cursor: Cursor, text: string) => Cursor,
): Cursor {
  const whole = cursor.open + text;
  const open = OPEN.exec(whole)?.[0] ?? "";
  let at: Cursor = { ...cursor, open: "" };
  let rest = whole.slice(0, whole.length - open.length);
  for (let move = MOVE.exec(rest); move; move = MOVE.exec(rest)) {
    if (move.index > 0) at = write(at, rest.slice(0, move.index));
    const count = Number(move[1] || 1) || 1;
    if (move[2] === "J") at = erased(at, move[0], write);
    else at = moved(at, move[2] === "B" || move[2] === "E" ? -count : count);
    rest = rest.slice(move.index + move[0].length);
  }
  if (rest !== "") at = write(at, rest);
  return { ...at, open };
}
