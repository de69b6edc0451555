import { plainText } from "./ansi.ts";
import type { LogLine } from "./buffer.ts";

/** The lines whose text contains `wanted`, without regard to case. */
export function findLines(lines: readonly LogLine[], wanted: string): LogLine[] {
  const needle = wanted.trim().toLowerCase();
  if (needle === "") return [];
  return lines.filter((line) => plainText(line.text).toLowerCase().includes(needle));
}

/** The log as a text file: commands with `$`, results and gaps in brackets, no colours. */
export function logText(lines: readonly LogLine[]): string {
  const written = lines.map((line) => {
    const text = plainText(line.text);
    if (line.kind === "output") return text;
    if (line.kind === "command") return `$ ${text}`;
    return line.kind === "step" ? `== ${text} ==` : `[${text}]`;
  });
  return `${written.join("\n")}\n`;
}

const PROBLEM =
  /\b(?:error|errors|exception|traceback|panic|panicked|fatal|fail|failed|failure|failures)\b|\b[A-Z]\w*(?:Error|Exception)\b|^not ok\b/i;
/** The same words in phrases that report no problem. */
const HARMLESS =
  /\b(?:0|no|without) (?:errors?|fail(?:ed|ures?)?)\b|\b(?:errors?|fail(?:ed|ures?)?)\s*[:=]\s*0\b|^ok\b|^\s*(?:✓|✔|PASS)/i;

/** True for a line of plain text that reads like an error. */
export const readsLikeProblem = (text: string): boolean => PROBLEM.test(text) && !HARMLESS.test(text);

/** True for a failed command, and for output that reads like an error. */
export function isProblem(line: LogLine): boolean {
  if (line.kind !== "output") return line.bad;
  let known = judged.get(line);
  if (known === undefined) {
    known = readsLikeProblem(plainText(line.text));
    judged.set(line, known);
  }
  return known;
}

/** Lines are immutable, so the result is cached per line: the log is filtered again whenever it grows. */
const judged = new WeakMap<LogLine, boolean>();

/** Lines of the log, counted from 1, both ends included. */
export interface LineRange {
  start: number;
  end: number;
}

/** The lines that an address names (`#L120`, `#L120-L134`); null when it names none. */
export function parseLines(hash: string): LineRange | null {
  const found = /^#L([1-9]\d*)(?:-L([1-9]\d*))?$/.exec(hash);
  if (!found) return null;
  const first = Number(found[1]);
  const second = Number(found[2] ?? found[1]);
  return { start: Math.min(first, second), end: Math.max(first, second) };
}

export const writeLines = ({ start, end }: LineRange): string =>
  start === end ? `#L${start}` : `#L${start}-L${end}`;
