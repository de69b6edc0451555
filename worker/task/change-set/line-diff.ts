/** The lines that changed between two byte strings, as git's hunks. A line ends at LF and nowhere else. */
import { diffArrays } from "diff";

export interface LineDiff {
  additions: number;
  deletions: number;
  /** From the first `@@` to the end; empty when nothing changed. */
  hunks: string;
}

type Sign = " " | "-" | "+";
interface Line {
  sign: Sign;
  text: string;
}

const CONTEXT = 3;
/** Above this many edits the changed range is shown as one replaced block: the search is quadratic in the edits. */
const MAX_EDITS = 1000;

export function lineDiff(before: string, after: string): LineDiff {
  const lines = compared(linesOf(before), linesOf(after));
  const count = (sign: Sign) => lines.reduce((sum, line) => sum + Number(line.sign === sign), 0);
  return { additions: count("+"), deletions: count("-"), hunks: hunksOf(lines) };
}

/** Lines including their LF, which the last line may lack. */
function linesOf(text: string): string[] {
  const lines = text.split("\n");
  const rest = lines.pop();
  return [...lines.map((line) => `${line}\n`), ...(rest ? [rest] : [])];
}

function compared(a: readonly string[], b: readonly string[]): Line[] {
  const shortest = Math.min(a.length, b.length);
  let head = 0;
  while (head < shortest && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < shortest - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const signed = (sign: Sign, lines: readonly string[]) => lines.map((text): Line => ({ sign, text }));
  return [
    ...signed(" ", a.slice(0, head)),
    ...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail), signed),
    ...signed(" ", a.slice(a.length - tail)),
  ];
}

function middle(a: string[], b: string[], signed: (sign: Sign, lines: readonly string[]) => Line[]): Line[] {
  const parts = a.length && b.length ? diffArrays(a, b, { maxEditLength: MAX_EDITS }) : undefined;
  if (!parts) return [...signed("-", a), ...signed("+", b)];
  return parts.flatMap(({ value, added, removed }) => signed(added ? "+" : removed ? "-" : " ", value));
}

function hunksOf(lines: readonly Line[]): string {
  const near = new Uint8Array(lines.length);
  for (const [index, { sign }] of lines.entries())
    if (sign !== " ") near.fill(1, Math.max(0, index - CONTEXT), index + CONTEXT + 1);
  const out: string[] = [];
  let [oldLine, newLine] = [0, 0];
  for (let at = 0; at < lines.length; ) {
    const end = near.indexOf(near[at] ? 0 : 1, at);
    const part = lines.slice(at, end === -1 ? lines.length : end);
    const removed = part.filter(({ sign }) => sign !== "+").length;
    const added = part.filter(({ sign }) => sign !== "-").length;
    if (near[at]) {
      out.push(`@@ -${range(oldLine, removed)} +${range(newLine, added)} @@\n`);
      for (const { sign, text } of part)
        out.push(sign, text, text.endsWith("\n") ? "" : "\n\\ No newline at end of file\n");
    }
    oldLine += removed;
    newLine += added;
    at += part.length;
  }
  return out.join("");
}

/**
 * `before` is the number of lines before the hunk. Git names the line before an empty range, and omits a count of 1.
 */
function range(before: number, count: number): string {
  if (count === 0) return `${before},0`;
  return count === 1 ? `${before + 1}` : `${before + 1},${count}`;
}
