import type { Hunk, Row } from "./hunks.ts";

/** Above this many comparisons a block of changes is matched from both ends only. */
const MAX_COMPARISONS = 250_000;

const bare = (row: Row): string => row.text.replace(/\s+/g, "");

/**
 * The hunk without changes of whitespace: a deleted and an added line that differ in nothing else become one
 * unchanged line, as it reads after the change. Null when no other change is left. The new side keeps all its
 * lines; the old side has the new wording where the two were paired.
 */
export function withoutWhitespace(hunk: Hunk): Hunk | null {
  const rows: Row[] = [];
  let at = 0;
  while (at < hunk.rows.length) {
    const from = at;
    while (hunk.rows[at] && hunk.rows[at]?.sign !== " ") at++;
    const block = hunk.rows.slice(from, at);
    rows.push(...pairUp(block));
    const unchanged = hunk.rows[at];
    if (unchanged) rows.push(unchanged);
    at++;
  }
  return rows.some((row) => row.sign !== " ") ? { ...hunk, rows } : null;
}

/** One block of changes, deletions and additions, with the pairs taken out of it. */
function pairUp(block: readonly Row[]): Row[] {
  const deleted = block.filter((row) => row.sign === "-");
  const added = block.filter((row) => row.sign === "+");
  const pairs = matches(deleted.map(bare), added.map(bare));
  const rows: Row[] = [];
  let nextDeleted = 0;
  let nextAdded = 0;
  for (const [left, right] of [...pairs, [deleted.length, added.length] as const]) {
    rows.push(...deleted.slice(nextDeleted, left), ...added.slice(nextAdded, right));
    const same = added[right];
    if (same) rows.push({ ...same, sign: " " });
    nextDeleted = left + 1;
    nextAdded = right + 1;
  }
  return rows;
}

type Pair = readonly [left: number, right: number];

/** Positions of equal entries in both lists, in order: a longest common subsequence where that is affordable. */
function matches(left: readonly string[], right: readonly string[]): Pair[] {
  let head = 0;
  while (head < left.length && head < right.length && left[head] === right[head]) head++;
  let tail = 0;
  const room = Math.min(left.length, right.length) - head;
  while (tail < room && left[left.length - 1 - tail] === right[right.length - 1 - tail]) tail++;
  const middle = longestCommon(
    left.slice(head, left.length - tail),
    right.slice(head, right.length - tail),
  ).map(([a, b]): Pair => [a + head, b + head]);
  const both = (count: number, from: (index: number) => Pair) =>
    Array.from({ length: count }, (_, i) => from(i));
  return [
    ...both(head, (index) => [index, index]),
    ...middle,
    ...both(tail, (index) => [left.length - tail + index, right.length - tail + index]),
  ];
}

function longestCommon(left: readonly string[], right: readonly string[]): Pair[] {
  if (left.length * right.length === 0 || left.length * right.length > MAX_COMPARISONS) return [];
  const width = right.length + 1;
  const lengths = new Uint32Array((left.length + 1) * width);
  const at = (a: number, b: number): number => lengths[a * width + b] ?? 0;
  for (let a = left.length - 1; a >= 0; a--) {
    for (let b = right.length - 1; b >= 0; b--) {
      lengths[a * width + b] =
        left[a] === right[b] ? at(a + 1, b + 1) + 1 : Math.max(at(a + 1, b), at(a, b + 1));
    }
  }
  const pairs: Pair[] = [];
  for (let a = 0, b = 0; a < left.length && b < right.length; ) {
    if (left[a] === right[b]) pairs.push([a++, b++]);
    else if (at(a + 1, b) >= at(a, b + 1)) a++;
    else b++;
  }
  return pairs;
}
