/** Typographic characters that models and editors replace by ASCII. Each maps to one character, so offsets stay. */
const ASCII: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019\u201A\u201B\u2032]/g, "'"],
  [/[\u201C\u201D\u201E\u201F\u2033]/g, '"'],
  [/[\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]/g, "-"],
  [/[\u00A0\u2000-\u200A\u202F\u205F\u3000]/g, " "],
];

const ANY =
  /[\u2018-\u201B\u2032\u201C-\u201F\u2033\u2010-\u2015\u2212\uFE58\uFE63\uFF0D\u00A0\u2000-\u200A\u202F\u205F\u3000]/;

export function hasTypography(text: string): boolean {
  return ANY.test(text);
}

/** Replaces typographic quotes, dashes and spaces by ASCII; the length stays. */
export function foldPunctuation(text: string): string {
  if (!hasTypography(text)) return text;
  return ASCII.reduce((folded, [pattern, ascii]) => folded.replace(pattern, ascii), text);
}

/**
 * `next` with the file's own characters where it repeats `old`, at its beginning and end. `actual` is the file's form
 * of `old`, equal except for punctuation.
 */
export function keepTypography(actual: string, old: string, next: string): string {
  if (actual.length !== old.length) return next;
  const most = Math.min(old.length, next.length);
  let head = 0;
  while (head < most && old[head] === next[head]) head += 1;
  let tail = 0;
  while (tail < most - head && old.at(-1 - tail) === next.at(-1 - tail)) tail += 1;
  return actual.slice(0, head) + next.slice(head, next.length - tail) + actual.slice(actual.length - tail);
}
