/** Gives a line's indentation as the file would have it; null where that cannot be said. */
export type Reindent = (indent: string) => string | null;

/** Indentation in the text that a model sent, and of the same line in the file. */
export type IndentPair = readonly [sent: string, actual: string];

/** Factors between ways to indent that are in use: tabs for 2, 3, 4 or 8 spaces, and half or double spaces. */
const TAB_FACTORS = [2, 3, 4, 8];
const SPACE_FACTORS = [2, 0.5];

/** Only spaces and tabs: other white space is typography, or means something. */
export const indentOf = (line: string): string => /^[ \t]*/.exec(line)?.[0] ?? "";
export const trimBlankEnd = (line: string): string => line.replace(/[ \t]+$/, "");
export const trimBlank = (line: string): string => trimBlankEnd(line).slice(indentOf(line).length);

/**
 * The one rule that turns every sent indentation into the actual one, or null if there is none: the same text put
 * before each line, the same text taken away from each, or another unit (tabs for spaces, four spaces for two).
 */
export function uniformShift(pairs: readonly IndentPair[]): Reindent | null {
  const first = pairs[0];
  if (!first) return null;
  return added(pairs, first) ?? taken(pairs, first) ?? converted(pairs, first);
}

function added(pairs: readonly IndentPair[], [sent, actual]: IndentPair): Reindent | null {
  if (!actual.endsWith(sent)) return null;
  const prefix = actual.slice(0, actual.length - sent.length);
  return pairs.every(([from, to]) => to === prefix + from) ? (indent) => prefix + indent : null;
}

function taken(pairs: readonly IndentPair[], [sent, actual]: IndentPair): Reindent | null {
  if (!sent.endsWith(actual)) return null;
  const prefix = sent.slice(0, sent.length - actual.length);
  if (!pairs.every(([from, to]) => from === prefix + to)) return null;
  return (indent) => (indent.startsWith(prefix) ? indent.slice(prefix.length) : null);
}

/** `actual = factor * sent + offset`, counted in characters; both sides indent with one kind of character. */
function converted(pairs: readonly IndentPair[], [sent, actual]: IndentPair): Reindent | null {
  const from = unitOf(pairs.map((pair) => pair[0]));
  const to = unitOf(pairs.map((pair) => pair[1]));
  if (from === null || to === null || from === "" || to === "") return null;
  const other = pairs.find((pair) => pair[0].length !== sent.length);
  // With one level alone the factor is only known if nothing is shifted as well.
  const factor = other
    ? (other[1].length - actual.length) / (other[0].length - sent.length)
    : actual.length / sent.length;
  const offset = other ? actual.length - factor * sent.length : 0;
  if (!isFactor(factor, from, to)) return null;
  const lengthFor = (length: number) => factor * length + offset;
  if (!pairs.every((pair) => lengthFor(pair[0].length) === pair[1].length)) return null;
  return (indent) => {
    if (indent !== "" && unitOf([indent]) !== from) return null;
    const length = lengthFor(indent.length);
    return Number.isInteger(length) && length >= 0 ? to.repeat(length) : null;
  };
}

function isFactor(factor: number, from: string, to: string): boolean {
  if (from === to) return SPACE_FACTORS.includes(factor);
  return TAB_FACTORS.includes(to === " " ? factor : 1 / factor);
}

/** The one character that these indentations are made of; "" if all are empty, null if they are mixed. */
function unitOf(indents: readonly string[]): string | null {
  const all = indents.join("");
  const unit = all[0] ?? "";
  return all === unit.repeat(all.length) ? unit : null;
}
