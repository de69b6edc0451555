/** The lines that changed between two byte strings, as git's hunks. A line ends at LF and nowhere else. */
import { diffArrays } from "diff";
import type { HunkRef } from "../../protocol/index.ts";

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

/** `after` without these hunks of `lineDiff`: their lines are those of `before`. Null where one is none of them. */
export function withoutHunks(before: string, after: string, hunks: readonly HunkRef[]): string | null {
  const groups = groupsOf(compared(linesOf(before), linesOf(after)));
  const named = new Set(hunks.map(headerOf));
  const undone = groups.filter((group) => group.hunk !== null && named.has(headerOf(group.hunk)));
  if (undone.length < named.size) return null;
  return groups
    .flatMap((group) => group.lines.filter(({ sign }) => sign !== (undone.includes(group) ? "+" : "-")))
    .map(({ text }) => text)
    .join("");
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

/** A hunk with its lines of context, or what stands between two of them. */
interface Group {
  hunk: HunkRef | null;
  lines: readonly Line[];
}

function groupsOf(lines: readonly Line[]): Group[] {
  const near = new Uint8Array(lines.length);
  for (const [index, { sign }] of lines.entries())
    if (sign !== " ") near.fill(1, Math.max(0, index - CONTEXT), index + CONTEXT + 1);
  const groups: Group[] = [];
  let [oldLine, newLine] = [0, 0];
  for (let at = 0; at < lines.length; ) {
    const end = near.indexOf(near[at] ? 0 : 1, at);
    const part = lines.slice(at, end === -1 ? lines.length : end);
    const old_lines = part.filter(({ sign }) => sign !== "+").length;
    const new_lines = part.filter(({ sign }) => sign !== "-").length;
    // Git names the line before an empty range.
    const old_start = old_lines === 0 ? oldLine : oldLine + 1;
    const new_start = new_lines === 0 ? newLine : newLine + 1;
    groups.push({ hunk: near[at] ? { old_start, old_lines, new_start, new_lines } : null, lines: part });
    oldLine += old_lines;
    newLine += new_lines;
    at += part.length;
  }
  return groups;
}

function hunksOf(lines: readonly Line[]): string {
  const out: string[] = [];
  for (const { hunk, lines: part } of groupsOf(lines)) {
    if (hunk === null) continue;
    out.push(`${headerOf(hunk)}\n`);
    for (const { sign, text } of part)
      out.push(sign, text, text.endsWith("\n") ? "" : "\n\\ No newline at end of file\n");
  }
  return out.join("");
}

const headerOf = ({ old_start, old_lines, new_start, new_lines }: HunkRef): string =>
  `@@ -${range(old_start, old_lines)} +${range(new_start, new_lines)} @@`;

/** Git omits a count of 1. */
const range = (start: number, count: number): string => (count === 1 ? `${start}` : `${start},${count}`);
