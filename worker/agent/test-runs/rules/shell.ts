/** One word of a command: raw, and with quotes resolved. */
export interface Word {
  raw: string;
  text: string;
}

/** One command of a script, and the operator after it (`&&`, `||`, `;`, `|`, `&`, a line end, or none). */
export interface ScriptPart {
  words: Word[];
  operator: string;
}

const OPERATOR = /^(?:&&|\|\||;;?|\|&?|&(?!>)|\n)/;
/** Keywords of compound commands: their content does not run once and in order. */
const KEYWORDS = new Set(
  "if then elif else fi for while until do done case esac in function { } !".split(" "),
);

/**
 * Parses a shell script into its sequence of commands. Null if it uses substitutions, sub-shells, loops, conditions,
 * here-documents, or unterminated quotes.
 */
export function scriptParts(script: string): ScriptPart[] | null {
  const parts: ScriptPart[] = [];
  let words: Word[] = [];
  const close = (operator: string) => {
    if (words.length > 0) parts.push({ words, operator });
    else if (operator !== "" && operator !== "\n") return false;
    words = [];
    return true;
  };
  for (let at = 0; at < script.length; ) {
    const rest = script.slice(at);
    const blank = /^(?:[^\S\n]+|\\\n)+/.exec(rest)?.[0] ?? "";
    const comment = /^#[^\n]*/.exec(rest)?.[0] ?? "";
    const operator = OPERATOR.exec(rest)?.[0];
    if (blank !== "" || comment !== "") at += blank.length || comment.length;
    else if (operator !== undefined) {
      if (!close(operator)) return null;
      at += operator.length;
    } else {
      const word = readWord(rest);
      if (!word || (words.length === 0 && KEYWORDS.has(word.raw))) return null;
      words.push(word);
      at += word.raw.length;
    }
  }
  return close("") ? parts : null;
}

/** Quotes, escapes, plain characters, redirections. Nothing that runs another command. */
const PIECE =
  /^(?:'([^']*)'|"((?:[^"\\`$]|\\[\s\S]|\$(?![({]))*)"|\\([\s\S])|(\$\{[\w:+?@*#%/-]*\}|\$(?!\())|([^\s'"\\`$;&|()<>]+)|(\d?(?:>>?|<)(?:&\d?)?|&>>?))/;

function readWord(text: string): Word | null {
  let at = 0;
  let value = "";
  while (at < text.length && !/^[\s;|]/.test(text.slice(at, at + 1)) && !/^&(?!>)/.test(text.slice(at))) {
    const match = PIECE.exec(text.slice(at));
    if (!match || text.startsWith("<<", at)) return null;
    const [raw, single, double, escaped, variable, plain, redirection] = match;
    value +=
      single ?? double?.replace(/\\([\\"$`\n])/g, "$1") ?? escaped ?? variable ?? plain ?? redirection ?? "";
    at += raw.length;
  }
  return at === 0 ? null : { raw: text.slice(0, at), text: value };
}

/** The raw text of a command. */
export const commandText = (words: readonly Word[]): string => words.map(({ raw }) => raw).join(" ");

/** A wrapper that only runs the following program: returns the number of its own words, or null. */
type Wrapper = (words: readonly Word[]) => number | null;

const options =
  (names: RegExp, withValue: RegExp = /^$/): Wrapper =>
  (words) => {
    if (!names.test(words[0]?.text ?? "")) return null;
    let count = 1;
    for (let text = words[count]?.text; text?.startsWith("-"); text = words[count]?.text) {
      count += withValue.test(text) ? 2 : 1;
      if (text === "--") break;
    }
    return count;
  };

/** `name verb`, then options and `--`. */
const verb =
  (names: RegExp, verbs: RegExp): Wrapper =>
  (words) =>
    names.test(words[0]?.text ?? "") && verbs.test(words[1]?.text ?? "")
      ? 1 + (options(/./)(words.slice(1)) ?? 1)
      : null;

const WRAPPERS: readonly Wrapper[] = [
  (words) => (/^\w+=/.test(words[0]?.text ?? "") ? 1 : null),
  options(/^(?:env|exec|command|time|nice|nohup|cross-env)$/),
  options(/^(?:npx|bunx)$/, /^(?:-p|--package)$/),
  options(
    /^(?:c8|nyc)$/,
    /^(?:-[rxnie]|--(?:reporter|exclude|include|extension|require|temp-dir|report-dir))$/,
  ),
  options(/^(?:dotenv|env-cmd)$/, /^(?:-[efc]|--(?:file|environments|env))$/),
  verb(/^(?:npm|pnpm|yarn|bun)$/, /^(?:exec|dlx|x)$/),
  verb(/^dotenvx$/, /^run$/),
  verb(/^corepack$/, /^(?:npm|pnpm|yarn)$/),
];

/** Splits off leading variables and wrappers that only run a command. */
export function withoutWrappers(words: readonly Word[]): { wrappers: Word[]; command: Word[] } {
  let count = 0;
  for (;;) {
    const rest = words.slice(count);
    const taken = WRAPPERS.map((wrapper) => wrapper(rest)).find((length) => length !== null);
    // `dotenv` or `env` without a program is itself the command.
    if (taken === undefined || taken === null || taken >= rest.length) break;
    count += taken;
  }
  return { wrappers: words.slice(0, count), command: words.slice(count) };
}

const SHELL = /^(?:.*\/)?(?:ba|da|z|k)?sh$/;

/** The script that `sh -c "…"` (and `cross-env-shell "…"`) runs; null for any other command. */
export function innerScript(words: readonly Word[]): string | null {
  const [program, ...args] = words.map(({ text }) => text);
  if (program === "cross-env-shell") {
    const rest = args.filter((text) => !/^\w+=/.test(text));
    return rest.length === 1 ? (rest[0] ?? null) : null;
  }
  if (program === undefined || !SHELL.test(program)) return null;
  const at = args.findIndex((text) => /^-\w*c$/.test(text));
  const plain = args.slice(0, at).every((text) => /^-(?:\w+|o|-\w+)$|^pipefail$/.test(text));
  return at !== -1 && plain && at === args.length - 2 ? (args[at + 1] ?? null) : null;
}
