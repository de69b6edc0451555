/**
 * Finds placeholders in text to be written: a comment for omitted code, conflict markers or marks of another edit
 * format, line numbers copied from a listing.
 */

const COMMENT = String.raw`(?:\/\/+|#+|--+|;+|%+|\/\*+|\*|<!--+|\{\/\*+|"""|'''|\(\*)`;
const LEFT_OUT = "rest|existing|remaining|remainder|other|unchanged|same|previous|omitted|truncated|snip";
const THING =
  "code|file|function|functions|method|methods|class|classes|component|module|implementation|logic|content|contents|body|imports|tests|lines|fields|props|routes|cases|styles|definitions|configuration|config";
const STAYS = String.raw`(?:\s+(?:remains?|stays?|is|are|goes|go|continues?)\b.*)?`;

/** With an ellipsis: `// ... rest of code ...`, `# … existing imports`. The space tells it from a spread: `...rest`. */
const WITH_DOTS = new RegExp(
  String.raw`^[ \t]*${COMMENT}?[ \t]*[[(]?(?:\.{3,}|…)[ \t]+[[(]?(?:the[ \t]+)?(?:${LEFT_OUT})\b.*$|` +
    String.raw`^[ \t]*${COMMENT}[ \t]*[[(]?(?:the[ \t]+)?(?:${LEFT_OUT})(?:[ \t]+of)?(?:[ \t]+(?:the|your|this))?(?:[ \t]+(?:\w+[ \t]+)?(?:${THING}))?[ \t]*(?:\.{3,}|…).*$`,
  "im",
);

/** Without an ellipsis: `// rest of the file remains the same`, `# existing code here`, `// (unchanged)`. */
const IN_WORDS = new RegExp(
  [
    String.raw`^[ \t]*${COMMENT}[ \t]*[[(]?(?:the[ \t]+)?(?:rest|remainder)[ \t]+of[ \t]+(?:the[ \t]+|your[ \t]+|this[ \t]+)?(?:\w+[ \t]+)?(?:${THING})${STAYS}[ \t.)\]]*(?:\*\/\}?|-->)?[ \t]*$`,
    String.raw`^[ \t]*${COMMENT}[ \t]*[[(]?(?:existing|previous|unchanged|remaining)[ \t]+(?:${THING})(?:[ \t]+(?:here|unchanged|remains?\b.*|stays?\b.*|goes here|continues?\b.*|omitted\b.*|as before))?[ \t.)\]]*(?:\*\/\}?|-->)?[ \t]*$`,
    String.raw`^[ \t]*${COMMENT}[ \t]*[[(](?:unchanged|omitted|same as before|no changes?)[)\]][ \t]*(?:\*\/\}?|-->)?[ \t]*$`,
  ].join("|"),
  "im",
);

/** A comment of only dots. Real code has those too, so it counts only when the replacement is shorter. */
const DOTS_ALONE = new RegExp(
  String.raw`^[ \t]*${COMMENT}[ \t]*(?:\.{3,}|…)[ \t]*(?:\*\/\}?|-->)?[ \t]*$`,
  "m",
);

const CONFLICT = /^(?:<{5,9}|>{5,9})(?: .*)?$|^\*\*\* (?:Begin|End) Patch\s*$/m;

/** Prose quotes code in parts, where `...` is legitimate. */
const PROSE = /\.(?:md|mdx|markdown|rst|txt|adoc|org|tex)$/i;

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
  const found = (problem: PlaceholderProblem, pattern: RegExp): Placeholder | null => {
    const line = newLine(pattern, text, original);
    return line === null ? null : { problem, line };
  };
  const numbered = allNumbered(text) && !allNumbered(replaced);
  if (numbered) return { problem: "line_numbers", line: text.split("\n", 1)[0]?.trim() ?? "" };
  const conflict = found("conflict_marker", CONFLICT);
  if (conflict || PROSE.test(path)) return conflict;
  const shrinks = lineCount(text) < lineCount(replaced);
  return (
    found("elision", WITH_DOTS) ??
    found("elision", IN_WORDS) ??
    (shrinks ? found("elision", DOTS_ALONE) : null)
  );
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

const lineCount = (text: string): number => text.trimEnd().split("\n").length;
