/**
 * Finds placeholders in text to be written: a comment for omitted code, conflict markers or marks of another edit
 * format, line numbers copied from a listing.
 */
import { lineOperations } from "./diff.ts";
import { type Elision, elisionIn, isComment } from "./elision.ts";

const CONFLICT = /^(?:<{5,9}|>{5,9})(?: .*)?$|^\*\*\* (?:Begin|End) Patch\s*$/m;

/** Prose quotes code in parts, where `...` is legitimate. */
const PROSE = /\.(?:md|mdx|markdown|rst|txt|adoc|org|tex)$/i;
/** Where words in brackets are calls: `(rest args)`. */
const WORDS_ARE_CODE = /\.(?:clj[cs]?|edn|lisp|lsp|el|scm|ss|rkt|fnl|hy|janet)$/i;
/** Where `...` alone is code. */
const DOTS_ARE_CODE = /\.(?:pyi?|ya?ml|pl|pm|r|rmd|ipynb)$/i;

export type PlaceholderProblem = "elision" | "conflict_marker" | "line_numbers";

export interface Placeholder {
  problem: PlaceholderProblem;
  /** The matching line, trimmed. */
  line: string;
}

/**
 * Finds a placeholder in `text` that `original`, the present file, does not contain. `replaced` is the part that `text`
 * replaces.
 */
export function findPlaceholder(
  text: string,
  { path, original, replaced }: { path: string; original: string; replaced: string },
): Placeholder | null {
  const numbered = allNumbered(text) && !allNumbered(replaced);
  if (numbered) return { problem: "line_numbers", line: text.split("\n", 1)[0]?.trim() ?? "" };
  const conflict = newLine(CONFLICT, text, original);
  if (conflict !== null) return { problem: "conflict_marker", line: conflict };
  const line = elidedLine(text, { path, original, replaced });
  return line === null ? null : { problem: "elision", line };
}

/** The first line that matches the pattern and is not in the original. */
function newLine(pattern: RegExp, text: string, original: string): string | null {
  if (!pattern.test(text)) return null;
  for (const [line] of text.matchAll(new RegExp(pattern.source, `${pattern.flags}g`))) {
    if (!original.includes(line.trim())) return line.trim();
  }
  return null;
}

/** At least two lines, each numbered as in `read` output. */
function allNumbered(text: string): boolean {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.length >= 2 && lines.every((line) => /^ {0,5}\d+\| /.test(line));
}

/**
 * The first new line that speaks of left-out code and either can mean nothing else, or stands where lines of code
 * vanish. What it stands for decides: a comment beside code that stays is a comment.
 */
function elidedLine(
  text: string,
  { path, original, replaced }: { path: string; original: string; replaced: string },
): string | null {
  const suspects = new Map<string, Elision>();
  let above = "";
  for (const line of text.split("\n")) {
    const elision = WORDS_ARE_CODE.test(path) && /^\s*[[(]/.test(line) ? null : elisionIn(line);
    if (elision !== null && (elision.sure || !endsSentence(above, line))) suspects.set(line.trim(), elision);
    above = elision === null ? line : "";
  }
  if (suspects.size === 0) return null;
  const known = new Set(original.split("\n").map((line) => line.trim()));
  const prose = PROSE.test(path);
  for (const [line, { sure, dots }] of suspects)
    if (sure && !prose && !(dots && DOTS_ARE_CODE.test(path)) && !known.has(line)) return line;
  for (const { removed, added } of blocksOf(replaced, text)) {
    const [suspect] = added.flatMap((line) => {
      const elision = known.has(line) ? undefined : suspects.get(line);
      return elision ? [{ line, ...elision }] : [];
    });
    if (!suspect) continue;
    const { line: placeholder, sure, beside, dots } = suspect;
    if (dots && DOTS_ARE_CODE.test(path)) continue;
    if (prose && !(sure && /^(?:<!--|\{\/\*|\[|\()/.test(placeholder))) continue;
    const isCode = (line: string) => line !== "" && (prose || !isComment(line));
    const gone = removed.filter(isCode).length;
    const come = added.filter((line) => isCode(line) && !suspects.has(line)).length;
    if (gone > come && gone >= (sure || !beside ? 1 : MANY)) return placeholder;
  }
  return null;
}

/** A comment of words goes on with the sentence of the comment above it. */
const endsSentence = (above: string, line: string): boolean =>
  isComment(above) && isComment(line) && /[\p{L}\p{N},]$/u.test(above.trimEnd()) && /\p{L}/u.test(line);

/** So many lines of code for a comment that may well be one. */
const MANY = 2;

/** What is removed and added between lines that stay, trimmed. */
function blocksOf(before: string, after: string): { removed: string[]; added: string[] }[] {
  const trimmed = (text: string) => text.split("\n").map((line) => line.trim());
  const blocks: { removed: string[]; added: string[] }[] = [];
  let open = false;
  for (const { kind, line } of lineOperations(trimmed(before), trimmed(after))) {
    // Blank lines and brackets are often the same by chance.
    if (kind === " " && /[\p{L}\p{N}]/u.test(line)) open = false;
    if (kind === " ") continue;
    const last = open ? blocks.at(-1) : undefined;
    const block = last ?? { removed: [], added: [] };
    if (!last) blocks.push(block);
    open = true;
    (kind === "-" ? block.removed : block.added).push(line);
  }
  return blocks;
}
