/** Text from models, users and repositories inside GitHub's Markdown. Pure. */

/** An invisible space: the text reads the same and GitHub does not act on it. */
const BREAK = "\u200b";

/**
 * Text that mentions nobody and closes no issue, for commit messages and titles as well: GitHub acts on those too.
 * Line ends become \n; control and direction characters go.
 */
export function inertText(text: string): string {
  return (
    text
      .replace(/\r\n?/g, "\n")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: removing control characters is the purpose
      .replace(/[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]/g, "")
      // Not within a mail address: a trailer that names a person keeps its meaning.
      .replace(/(?<![A-Za-z0-9_])@(?=[A-Za-z0-9])/g, `@${BREAK}`)
      .replace(/#(?=\d)/g, `#${BREAK}`)
      .replace(/\b(GH)-(?=\d)/gi, `$1-${BREAK}`)
      .replace(/\/(issues|pull|discussions)\/(?=\d)/gi, `/$1/${BREAK}`)
  );
}

/**
 * Inert text that carries no HTML, no image and no heading that could pass for one of ours. Lists, emphasis and code
 * survive. Cut to `maxChars`.
 */
export function plainText(text: string, maxChars: number): string {
  const cut = text.length > maxChars ? `${text.slice(0, maxChars).toWellFormed()} …` : text;
  return inertText(cut)
    .replace(/<(?=[A-Za-z/!?])/g, `<${BREAK}`)
    .replaceAll("![", "!\\[")
    .replace(/^( {0,3})(#{1,6}|={2,}|-{2,})(?=\s|$)/gm, "$1\\$2")
    .trim();
}

/** Lines as a quotation. */
export const quote = (text: string): string =>
  text
    .split("\n")
    .map((line) => (line === "" ? ">" : `> ${line}`))
    .join("\n");

/** One line of code, whatever it contains; at most 200 characters. */
export function codeSpan(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing control characters is the purpose
  const line = text.replace(/[\x00-\x1f\x7f]+/g, " ").trim();
  const cut = line.length > 200 ? `${line.slice(0, 200).toWellFormed()}…` : line;
  const longest = Math.max(0, ...[...cut.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = "`".repeat(longest + 1);
  const pad = cut.startsWith("`") || cut.endsWith("`") || cut === "" ? " " : "";
  return `${fence}${pad}${cut}${pad}${fence}`;
}
