/** What models do to the indentation of what they send. Each returns null where nothing can be done to it. */

const indentOf = (line: string): string => /^[ \t]*/.exec(line)?.[0] ?? "";
const isBlank = (line: string): boolean => line.trim() === "";

/** All texts without the indentation that all their lines have in common. */
export function dedent(texts: readonly string[]): string[] | null {
  const indents = texts.flatMap((text) => text.split("\n").filter((line) => !isBlank(line))).map(indentOf);
  let common = indents[0] ?? "";
  for (const indent of indents) while (!indent.startsWith(common)) common = common.slice(0, -1);
  return common === "" || !texts.every((text) => keepsBlank(text, common))
    ? null
    : texts.map((text) => less(text, common));
}

/** Whether no line of blanks alone loses all of them: nobody could put those back. */
const keepsBlank = (text: string, prefix: string): boolean =>
  text
    .split("\n")
    .every((line) => line === "" || !isBlank(line) || (line.startsWith(prefix) && line !== prefix));

function less(text: string, prefix: string): string {
  return text
    .split("\n")
    .map((line) => (line.startsWith(prefix) ? line.slice(prefix.length) : isBlank(line) ? "" : line))
    .join("\n");
}

/**
 * Where the indentation of a line changes by what the old text lacks, or all that is new is as much less deep, the two
 * texts say that nothing moves.
 */
export function saysThatLinesStay(old: string, fewer: string, next: string): boolean {
  const [actual, sent] = [old.split("\n"), fewer.split("\n")];
  const lines = next.split("\n").filter((line) => !isBlank(line));
  const at = actual.findIndex((line) => !isBlank(line));
  const lacking = indentOf(actual[at] ?? "").slice(indentOf(sent[at] ?? "").length);
  return (
    lines.some((line) => sent.includes(line) && !actual.includes(line)) ||
    (lines.length > 0 && lines.every((line) => !line.startsWith(lacking)))
  );
}

/** Whether a text stands at the beginning of a line. */
export const standsAtMargin = (whole: string, text: string): boolean => `\n${whole}`.includes(`\n${text}`);

/** One level of indentation less, where every line has one. */
export function oneLevelLess(texts: readonly string[], unit: string): string[] | null {
  const lines = texts.flatMap((text) => text.split("\n").filter((line) => !isBlank(line)));
  return unit !== "" &&
    lines.every((line) => line.startsWith(unit)) &&
    texts.every((text) => keepsBlank(text, unit))
    ? texts.map((text) => less(text, unit))
    : null;
}

/** Null also where some lines have tabs and others blanks: nobody could tell them apart afterwards. */
export function tabsAsBlanks(texts: readonly string[], width: number): string[] | null {
  if (texts.some((text) => /^\t/m.test(text)) && texts.some((text) => /^ {2,}[^ *]/m.test(text))) return null;
  const done = texts.map((text) =>
    text.replace(/^[ \t]+/gm, (indent) => indent.replaceAll("\t", " ".repeat(width))),
  );
  return done.every((text, index) => text === texts[index]) ? null : done;
}

/** Each step of the file's indentation as a tab. */
export function blanksAsTabs(texts: readonly string[], unit: string): string[] | null {
  if (!/^ {2,}$/.test(unit)) return null;
  const done = texts.map((text) => text.replace(/^ +/gm, (indent) => indent.replaceAll(unit, "\t")));
  return done.every((text, index) => text === texts[index]) ? null : done;
}

/** The file's first indentation: a tab, or some blanks; "" if it has none. */
export function indentUnit(text: string): string {
  const [, indent = ""] = /^([ \t]+)[^\s*]/m.exec(text) ?? [];
  return indent.startsWith("\t") ? "\t" : indent;
}

/** Changes the lines of one hunk; null where the slip does nothing to them. */
export type Reindent = (
  old: readonly string[],
  added: readonly string[],
) => { old: string[]; added: string[] } | null;

export function reindented(slip: "none" | "old" | "all" | "tabs", width: number): Reindent | null {
  if (slip === "none") return null;
  return (old, added) => {
    const both = slip === "old" ? old : [...old, ...added];
    const done = slip === "tabs" ? tabsAsBlanks(both, width) : dedent(both);
    if (!done) return null;
    const [whole, fewer, next] = [old, done.slice(0, old.length), added].map((lines) => lines.join(""));
    if (slip === "old" && saysThatLinesStay(whole ?? "", fewer ?? "", next ?? "")) return null;
    return { old: done.slice(0, old.length), added: slip === "old" ? [...added] : done.slice(old.length) };
  };
}
