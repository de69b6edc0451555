/** Converts a sent indentation to the file's; null if that is ambiguous. */
export type Reindent = (indent: string) => string | null;

/** Indentation of a line as the model sent it, and in the file. */
export type IndentPair = readonly [sent: string, actual: string];

interface Rule {
  /** File characters per sent character; 1 for a mere shift. */
  factor: number;
  apply: Reindent;
}

/** Conversion factors between common indentations: tabs to 2, 3, 4 or 8 spaces, and half or double spaces. */
const TAB_FACTORS = [2, 3, 4, 8];
const SPACE_FACTORS = [2, 0.5];

/** Only spaces and tabs: other white space is typographic or significant. */
export const indentOf = (line: string): string => /^[ \t]*/.exec(line)?.[0] ?? "";
export const trimBlankEnd = (line: string): string => line.replace(/[ \t]+$/, "");
export const trimBlank = (line: string): string => trimBlankEnd(line).slice(indentOf(line).length);

/**
 * Whether one rule maps every sent indentation to the actual one: a prefix added to each line, a prefix removed from
 * each, or another unit (tabs for spaces, four spaces for two).
 */
export function isUniform(pairs: readonly IndentPair[]): boolean {
  return rulesFor(pairs).length > 0;
}

/**
 * The rule for the indentations of a new text, or null. If all known lines have one level, shift and unit cannot be
 * told apart; then the unit is chosen that maps the new text's steps to the file's.
 */
export function chooseReindent(
  pairs: readonly IndentPair[],
  nextIndents: readonly string[],
  fileText: string,
): Reindent | null {
  const pure = pairs.every((pair) => unitOf([pair[1]]) !== null);
  const usable = rulesFor(pairs).filter((rule) =>
    nextIndents.every((indent) => {
      const fitted = rule.apply(indent);
      return fitted !== null && (!pure || unitOf([fitted]) !== null);
    }),
  );
  const [first, second] = usable;
  if (!first) return null;
  const levels = new Set(pairs.map((pair) => pair[0].length));
  const agree = usable.every((rule) =>
    nextIndents.every((indent) => rule.apply(indent) === first.apply(indent)),
  );
  const isNew = nextIndents.some((indent) => !levels.has(indent.length));
  if (levels.size > 1 || !isNew || (agree && first.factor === 1) || (!second && first.factor === 1))
    return first.apply;
  const step = smallestGap([...levels, ...nextIndents.map((indent) => indent.length)]);
  const unit = commonStep(fileText);
  const fitting = usable.filter((rule) => rule.factor * step === unit);
  return fitting.length === 1 ? (fitting[0]?.apply ?? null) : null;
}

function rulesFor(pairs: readonly IndentPair[]): Rule[] {
  const first = pairs[0];
  if (!first) return [];
  return [added(pairs, first), taken(pairs, first), converted(pairs, first)].filter((rule) => rule !== null);
}

function added(pairs: readonly IndentPair[], [sent, actual]: IndentPair): Rule | null {
  if (!actual.endsWith(sent)) return null;
  const prefix = actual.slice(0, actual.length - sent.length);
  if (!pairs.every(([from, to]) => to === prefix + from)) return null;
  return { factor: 1, apply: (indent) => prefix + indent };
}

function taken(pairs: readonly IndentPair[], [sent, actual]: IndentPair): Rule | null {
  if (sent === actual || !sent.endsWith(actual)) return null;
  const prefix = sent.slice(0, sent.length - actual.length);
  if (!pairs.every(([from, to]) => from === prefix + to)) return null;
  return { factor: 1, apply: (indent) => (indent.startsWith(prefix) ? indent.slice(prefix.length) : null) };
}

/** `actual = factor * sent + offset`, counted in characters; both sides indent with one kind of character. */
function converted(pairs: readonly IndentPair[], [sent, actual]: IndentPair): Rule | null {
  const from = unitOf(pairs.map((pair) => pair[0]));
  const to = unitOf(pairs.map((pair) => pair[1]));
  if (!from || !to) return null;
  const other = pairs.find((pair) => pair[0].length !== sent.length);
  // With one level the factor is known only if there is no shift.
  const factor = other
    ? (other[1].length - actual.length) / (other[0].length - sent.length)
    : actual.length / sent.length;
  const offset = other ? actual.length - factor * sent.length : 0;
  if (!isFactor(factor, from, to)) return null;
  const lengthFor = (length: number) => factor * length + offset;
  if (!pairs.every((pair) => lengthFor(pair[0].length) === pair[1].length)) return null;
  const apply: Reindent = (indent) => {
    if (indent !== "" && unitOf([indent]) !== from) return null;
    const length = lengthFor(indent.length);
    return Number.isInteger(length) && length >= 0 ? to.repeat(length) : null;
  };
  return { factor, apply };
}

function isFactor(factor: number, from: string, to: string): boolean {
  if (from === to) return SPACE_FACTORS.includes(factor);
  return TAB_FACTORS.includes(to === " " ? factor : 1 / factor);
}

/** The single indentation character; "" if all are empty, null if mixed. */
function unitOf(indents: readonly string[]): string | null {
  const all = indents.join("");
  const unit = all[0] ?? "";
  return all === unit.repeat(all.length) ? unit : null;
}

function smallestGap(lengths: readonly number[]): number {
  const sorted = [...new Set(lengths)].sort((a, b) => a - b);
  return Math.min(...sorted.slice(1).map((length, index) => length - (sorted[index] ?? 0)));
}

/** The blank before the `*` of a comment is no indentation. */
export const BY_BLANKS = /^ {2,}[^\s*]/m;
export const BY_TABS = /^\t+[^\s]/m;
/** Where all are of one kind, one makes a custom. */
const MIN_INDENTED = 1;
const MIN_TIMES = 10;
const MAX_COUNTED = 100;

/** Whether a file that is indented does it with the other ten times as often. */
export function isRare(text: string, kind: "blanks" | "tabs"): boolean {
  const [one, other] = kind === "blanks" ? [BY_BLANKS, BY_TABS] : [BY_TABS, BY_BLANKS];
  // Most texts to be tried hold some of what is added: then few lines have to be looked at.
  const some = countUpTo(text, one, MAX_COUNTED);
  return countUpTo(text, other, (some + 1) * MIN_TIMES) >= Math.max(MIN_INDENTED, some * MIN_TIMES);
}

/** Whether a file is indented with both, and neither is rare. Where there are blanks alone, tabs are. */
export const isMixed = (text: string): boolean =>
  BY_BLANKS.test(text) && !isRare(text, "blanks") && !isRare(text, "tabs");

function countUpTo(text: string, pattern: RegExp, most: number): number {
  let found = 0;
  for (const _ of text.matchAll(new RegExp(pattern, "gm"))) if (++found >= most) break;
  return found;
}

/** A bracket alone may be another one. */
export const isTelling = (line: string): boolean => /[\p{L}\p{N}]{2}/u.test(line);

/**
 * By how much deeper the text of `next` stands than that of `old` when both lines begin at one column: one of them may
 * have the mark of a list's element.
 */
export const withoutMark = (old: string, next: string): number => markOf(old) - markOf(next);
const markOf = (line: string): number =>
  /^(?:[-*+]|\d+[.)])[ \t]+(?=\S)/.exec(trimBlank(line))?.[0].length ?? 0;

/** Whether the lines below are usually deeper. */
export const opensBlock = (line: string): boolean =>
  /(?:[:{]|=>|\b(?:do|then|else|begin))$/.test(line.trimEnd());

/** The file's most frequent indentation step; 0 if there is none. */
export function commonStep(text: string): number {
  const counts = new Map<number, number>();
  let before = 0;
  for (const [, indent = ""] of text.matchAll(/^([ \t]*)[^ \t\r\n]/gm)) {
    const step = indent.length - before;
    if (step > 0) counts.set(step, (counts.get(step) ?? 0) + 1);
    before = indent.length;
  }
  const [best] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return best?.[0] ?? 0;
}
