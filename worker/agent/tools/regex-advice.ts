/** Patterns as models write them for ripgrep, JavaScript or plain grep: what is translated, and what is explained. */

/**
 * The pattern in the dialect of PCRE. Other engines write `\u{1F600}` or `\u00e9` for a character, and `(?u)` for what
 * is the rule here.
 */
export function toPerl(pattern: string): string {
  return pattern
    .replace(/(?<!\\)((?:\\\\)*)\\u(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{4}))/g, "$1\\x{$2$3}")
    .replace(/^\(\?([a-zA-Z]*)(?:-[uU]+)?\)/, (whole, flags: string) => {
      const kept = flags.replace(/[uURg]/g, "");
      return kept === flags && !whole.includes("-") ? whole : kept === "" ? "" : `(?${kept})`;
    });
}

/**
 * The pattern for a git without PCRE, as an extended regular expression; null when it has what that dialect lacks.
 * `ignoreCase`: the pattern said so itself.
 */
export function toExtended(pattern: string): { pattern: string; ignoreCase: boolean } | null {
  const [, flags = ""] = /^\(\?([ims]+)\)/.exec(pattern) ?? [];
  const rest = flags === "" ? pattern : pattern.slice(flags.length + 3);
  if (/\(\?(?!:)|[*+?}][+?]|\\[pPQKRhHvVXzZAG]|\\x/.test(rest)) return null;
  const plain = rest
    .replaceAll("(?:", "(")
    .replace(/\\d/g, "[0-9]")
    .replace(/\\D/g, "[^0-9]")
    .replace(/\\t/g, "\t")
    .replace(/\\([-/"'`<>@#%&=:;,~!_])/g, (whole, char: string) =>
      "<>`'".includes(char) ? char : whole.slice(1),
    );
  return { pattern: plain, ignoreCase: flags.includes("i") };
}

const ADVICE: [said: RegExp, advice: string][] = [
  [
    /missing closing parenthesis|unmatched closing parenthesis/,
    "To search for a parenthesis itself, write \\( or \\).",
  ],
  [/missing terminating \]/, "To search for a bracket itself, write \\[."],
  [/quantifier does not follow/, "To search for *, + or ? itself, write \\*, \\+ or \\?; for anything, .*"],
  [
    /lookbehind assertion is not fixed length/,
    "A lookbehind needs a fixed length; \\K drops what was matched before it.",
  ],
  [/numbers out of order|number too big/, "To search for a brace itself, write \\{."],
  [/\\ at end of pattern/, "To search for a backslash itself, write \\\\."],
  [
    /USE_LIBPCRE/,
    "This git knows no lookaround, lazy quantifiers or Unicode classes: write the pattern without them.",
  ],
  [/backtrack|match limit|heap limit/i, "Narrow the pattern: nested repetitions take too long."],
];

/** Git's message about a broken pattern, without what git says about its own call, and what to write instead. */
export function explainPattern(reason: string): string {
  const bare = reason.replace(/^fatal: (?:command line, )?/, "").trim();
  const advice = ADVICE.find(([said]) => said.test(reason))?.[1];
  return advice === undefined ? bare : `${bare}. ${advice}`;
}

/** Why a pattern that is not broken may have matched nothing; null when nothing about it stands out. */
export function adviceForNoMatch(pattern: string): string | null {
  if (/\\[|]/.test(pattern)) return "\\| stands for a bar itself here; alternatives are written a|b.";
  if (/\\[()]/.test(pattern) && /\\\).*[*+?]|\\\(.*\|.*\\\)/.test(pattern))
    return "\\( and \\) stand for parentheses themselves here; groups are written (a|b).";
  if (/\\[nr]/.test(pattern)) return "Lines are searched one by one: \\n never matches.";
  if (/^\/.+\/[a-z]*$/.test(pattern))
    return "The slashes around the pattern are searched, too; leave them out.";
  if (/^(["'`]).*\1$/s.test(pattern)) return "The quotes around the pattern are searched, too.";
  return null;
}
