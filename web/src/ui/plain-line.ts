/** Stands for a piece of code while the rest is read; the text may not contain it by itself. */
const HOLD = "\u0000";

const BLOCK_MARK = /^[ \t]*(?:(?:[>*+-]|#{1,6}|\d{1,9}[.)])[ \t]+)+(?:\[[ xX]\][ \t]+)?/gm;
const RULE = /^[ \t]*(?:[-*_][ \t]*){3,}$|^[ \t]*\|?[ \t:|-]*-{3,}[ \t:|-]*$/gm;
/** The end of a sentence: not the number of a list, and not a short form. */
const SENTENCE_END = /(?<![\s.]\d{1,9}|^\d{1,9}|\be\.g|\bi\.e|\bvs|\betc|\bcf)[.!?]["')\]]?(?= )/g;

/**
 * Markdown as one plain line of at most `maxChars` and an ellipsis, cut at the end of a sentence where there is one. Names keep
 * their underscores and stars: only what Markdown would draw as emphasis is taken away. Pure.
 */
export function plainLine(markdown: string, maxChars: number): string {
  const kept: string[] = [];
  const hold = (text: string): string => `${HOLD}${kept.push(text) - 1}${HOLD}`;
  const plain = markdown
    .replaceAll(HOLD, "")
    .replace(/^[ \t]*(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^[ \t]*\1[`~]*[ \t]*$|(?![\s\S]))/gm, " ")
    .replace(/(`+)(?!`)(.+?)(?<!`)\1(?!`)/g, (_, _ticks, code: string) => hold(code.trim()))
    .replace(/\\([\\`*_{}[\]()#+\-.!~|<>])/g, (_, char: string) => hold(char))
    .replace(/!?\[([^\]\n]*)\]\([^)\n]*\)/g, "$1")
    .replace(RULE, "")
    .replace(BLOCK_MARK, "")
    .replace(/(\*{1,3})(?=\S)([^*\n]+?)(?<=\S)\1/g, "$2")
    // An underscore inside a word is a part of it.
    .replace(/(?<![\p{L}\p{N}_])(_{1,3})(?=[^\s_])([^\n]+?)(?<=[^\s_])\1(?!\.?[\p{L}\p{N}_])/gu, "$2")
    .replace(/~~(?=\S)([^~\n]+?)~~/g, "$1")
    .replace(new RegExp(`${HOLD}(\\d+)${HOLD}`, "g"), (_, index: string) => kept[Number(index)] ?? "")
    .replace(/\s+/g, " ")
    .trim();
  return plain.length <= maxChars ? plain : shortened(plain, maxChars);
}

function shortened(plain: string, maxChars: number): string {
  const cut = plain.slice(0, maxChars);
  const end = [...cut.matchAll(SENTENCE_END)].at(-1);
  const at = end === undefined ? 0 : end.index + end[0].length;
  if (at > maxChars / 3) return cut.slice(0, at);
  const space = cut.lastIndexOf(" ");
  return `${space > 0 ? cut.slice(0, space) : cut}…`;
}
