import { countEnds, cutLine, type Focus } from "./numbered.ts";

/** A simple line diff, for the log and the model's feedback, not for publishing. */
export interface LineDiff {
  additions: number;
  deletions: number;
  /** Unified hunks with three lines of context, without file headers; the caller truncates. */
  patch: string;
  /** Changed places in the new text, 1-based and inclusive; of a deletion the line that follows it. */
  places: { from: number; to: number }[];
  /** Where the first difference is. */
  at: Focus;
}

type Op = { kind: " " | "-" | "+"; line: string };

const CONTEXT = 3;
/** Stands for a missing last line end, as git writes it. */
const NO_END = "\\ No newline at end of file";
/** Above this many table cells lines are compared one by one, or the changed middle is one replaced block. */
const MAX_CELLS = 1_000_000;

export function diffLines(before: string, after: string, maxPatchChars = 4_000): LineDiff {
  const part = changedPart(before, after);
  const ops = lineOperations(
    linesOf(before.slice(part.from, part.beforeEnd), part.toEnd),
    linesOf(after.slice(part.from, part.afterEnd), part.toEnd),
  );
  const count = (kind: Op["kind"]) => ops.filter((op) => op.kind === kind && op.line !== NO_END).length;
  const [additions, deletions] = [count("+"), count("-")];
  const patch = hunks(withCutLines(ops), part.line);
  return {
    additions,
    deletions,
    patch: patch.length <= maxPatchChars ? patch : `${patch.slice(0, maxPatchChars - 6)}\n[cut]`,
    places: placesOf(ops, part.line),
    at: part.at,
  };
}

/** The differing middle of both texts with context, so that a large text is not split into all its lines. */
function changedPart(before: string, after: string) {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before.charCodeAt(head) === after.charCodeAt(head)) head += 1;
  let tail = 0;
  while (
    tail < most - head &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  )
    tail += 1;
  let from = after.lastIndexOf("\n", head - 1) + 1;
  if (head === 0) from = 0;
  const start = from;
  for (let left = CONTEXT; left > 0 && from > 0; left -= 1)
    from = from === 1 ? 0 : after.lastIndexOf("\n", from - 2) + 1;
  // The common suffix is equal, so line ends match.
  let end = after.length - tail;
  for (let left = CONTEXT + 1; left > 0 && end < after.length; left -= 1) {
    const next = after.indexOf("\n", end);
    end = next === -1 ? after.length : next + 1;
  }
  const line = countEnds(after, from) + 1;
  return {
    from,
    beforeEnd: before.length - (after.length - end),
    afterEnd: end,
    toEnd: end === after.length,
    line,
    at: { line: line + countEnds(after.slice(from, start), start - from), column: head - start + 1 },
  };
}

function linesOf(text: string, toEnd: boolean): string[] {
  if (text === "") return [];
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  else if (toEnd) lines.push(NO_END);
  return lines;
}

/** Truncates long lines around their first difference. */
function withCutLines(ops: readonly Op[]): Op[] {
  const others = (kind: Op["kind"]) => ops.filter((op) => op.kind === kind).map(({ line }) => line);
  const [removed, added] = [others("-"), others("+")];
  let [minus, plus] = [0, 0];
  return ops.map(({ kind, line }) => {
    const other = kind === "-" ? added[minus++] : kind === "+" ? removed[plus++] : undefined;
    return { kind, line: cutLine(line, other === undefined ? null : differsAt(line, other)) };
  });
}

function differsAt(line: string, other: string): number {
  let at = 0;
  while (at < line.length && line.charCodeAt(at) === other.charCodeAt(at)) at += 1;
  return at + 1;
}

/** The line operations that turn `a` into `b`, in order. */
export function lineOperations(a: readonly string[], b: readonly string[]): Op[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  )
    tail += 1;
  const same = (lines: readonly string[]): Op[] => lines.map((line) => ({ kind: " ", line }));
  const middle = compare(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  return [...same(a.slice(0, head)), ...middle, ...same(a.slice(a.length - tail))];
}

/** Longest common subsequence by dynamic programming; small, because common ends were removed. */
function compare(a: readonly string[], b: readonly string[]): Op[] {
  const removed = (lines: readonly string[]): Op[] => lines.map((line) => ({ kind: "-", line }));
  const added = (lines: readonly string[]): Op[] => lines.map((line) => ({ kind: "+", line }));
  const width = b.length + 1;
  if (a.length * b.length === 0) return [...removed(a), ...added(b)];
  if ((a.length + 1) * width > MAX_CELLS)
    return a.length === b.length ? lineByLine(a, b) : [...removed(a), ...added(b)];
  const table = new Uint32Array((a.length + 1) * width);
  const cell = (i: number, j: number) => table[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      table[i * width + j] =
        a[i] === b[j] ? cell(i + 1, j + 1) + 1 : Math.max(cell(i + 1, j), cell(i, j + 1));
    }
  }
  const ops: Op[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      ops.push({ kind: " ", line: a[i] ?? "" });
      i += 1;
      j += 1;
    } else if (cell(i + 1, j) >= cell(i, j + 1)) ops.push(...removed(a.slice(i, ++i)));
    else ops.push(...added(b.slice(j, ++j)));
  }
  return [...ops, ...removed(a.slice(i)), ...added(b.slice(j))];
}

/** Replacements all over a long file mostly keep its number of lines. */
function lineByLine(a: readonly string[], b: readonly string[]): Op[] {
  const ops: Op[] = [];
  for (const [index, line] of a.entries()) {
    const next = b[index] ?? "";
    if (line === next) ops.push({ kind: " ", line });
    else ops.push({ kind: "-", line }, { kind: "+", line: next });
  }
  return ops;
}

function hunks(ops: readonly Op[], firstLine: number): string {
  const near = new Uint8Array(ops.length);
  for (const [index, op] of ops.entries()) {
    if (op.kind !== " ") near.fill(1, Math.max(0, index - CONTEXT), index + CONTEXT + 1);
  }
  const out: string[] = [];
  let oldLine = firstLine;
  let newLine = firstLine;
  for (let index = 0; index < ops.length; index += 1) {
    const op = ops[index];
    if (!op) break;
    if (near[index] && !near[index - 1]) {
      const end = near.indexOf(0, index);
      const part = ops.slice(index, end === -1 ? ops.length : end);
      const size = (skip: string) =>
        part.filter((item) => item.kind !== skip && !item.line.startsWith("\\ No new")).length;
      const start = (line: number, count: number) => (count === 0 ? line - 1 : line);
      const [removed, added] = [size("+"), size("-")];
      out.push(`@@ -${start(oldLine, removed)},${removed} +${start(newLine, added)},${added} @@`);
    }
    if (near[index]) out.push(op.line.startsWith("\\ No new") ? op.line : `${op.kind}${op.line}`);
    if (op.kind !== "+") oldLine += 1;
    if (op.kind !== "-") newLine += 1;
  }
  return out.join("\n");
}

function placesOf(ops: readonly Op[], firstLine: number): LineDiff["places"] {
  const places: LineDiff["places"] = [];
  let line = firstLine;
  let open: LineDiff["places"][number] | null = null;
  for (const { kind } of ops) {
    if (kind === " ") open = null;
    else if (open === null) {
      open = { from: line, to: line };
      places.push(open);
    } else if (kind === "+") open.to = Math.max(open.to, line);
    if (kind !== "-") line += 1;
  }
  return places;
}
