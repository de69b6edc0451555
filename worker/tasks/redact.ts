/**
 * Masks what looks like a secret, for readers who are not signed in (share links). Each character becomes one dot, so that a
 * patch still applies by lines and a log can be cut where it was cut before. Best effort: a secret that looks like ordinary
 * text (a password in prose) is not found. Hashes, ids and versions are left alone.
 */

import { isPlain, isReference } from "../task/secrets/plain.ts";

const DOT = "•";

/** Group 1 stays, group 2 is masked unless `spares` says that it is no secret. */
interface Rule {
  pattern: RegExp;
  spares?: (value: string, kept: string) => boolean;
}

// A word may begin after an escape in JSON or in a URL, or after a colour, whose last character is a letter.
const WORD_START = String.raw`(?<=^|[^A-Za-z0-9]|\\[nrt]|%[0-9A-Fa-f]{2}|\u001b\[[\d;]{0,20}m)`;

/** Tokens that say by their prefix what they are. */
const TOKENS = [
  String.raw`gh[pousr]_[\w.-]{15,}\w`, // GitHub; the newest kind holds a JWT
  String.raw`github_pat_\w{16,}`,
  "sk-(?=[a-z_-]{0,200}[A-Z0-9])[A-Za-z0-9_-]{16,}", // OpenAI, Anthropic and those like them; a CSS class has no digit
  "AIza[A-Za-z0-9_-]{30,}", // Google
  "(?:AKIA|ASIA)[A-Z0-9]{16}", // AWS
  "xox[abeoprs]-[A-Za-z0-9-]{10,}", // Slack
  "glpat-[A-Za-z0-9_.-]{16,}", // GitLab
  "npm_[A-Za-z0-9]{30,}",
  "hf_[A-Za-z0-9]{30,}", // Hugging Face
  "(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}", // Stripe
  "sb_secret_[A-Za-z0-9_-]{16,}", // Supabase
  String.raw`eyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]{4,}(?:\.[\w-]+){0,2}`, // JWT
].join("|");
/** The same at the end of a text that was cut inside the token. */
const CUT_TOKENS = String.raw`(?:gh[pousr]_|github_pat_|sk-(?:ant|proj)-|AIza|xox[abeoprs]-|glpat-|npm_|hf_|sb_secret_)(?=[a-z_-]{0,200}[A-Z0-9])[\w-]{4,}$`;

/** Names of values that are secrets, as they end; `max_tokens` and `tokenizer` are none. */
const NAME =
  "(?:secret|token|passw(?:or)?d|passphrase|pwd|(?:api|private|access|secret|signing|encryption)[_-]?key|credentials?)";
const ENV_NAME =
  "(?:SECRET|TOKEN(?!S)|PASSWORD|PASSWD|PASSPHRASE|_PASS|_PWD|API_?KEY|(?:PRIVATE|ACCESS|SIGNING|ENCRYPTION|MASTER|AUTH)_KEY|CREDENTIALS?)[A-Z0-9_]{0,40}";
const QUOTE = "\\\\?[\"'`]"; // escaped where the text is JSON within JSON

const RULES: readonly Rule[] = [
  { pattern: new RegExp(`${WORD_START}()(${TOKENS}|${CUT_TOKENS})`, "g") },
  { pattern: /(\bbearer[ \t]+)(?=[\w.~+/=-]{0,200}\d)([\w.~+/=-]{12,})/gi },
  {
    pattern:
      /(\bauthorization\\?["'`]?[ \t]*[:=][ \t]*\\?["'`]?(?:(?:basic|bearer|token|apikey)[ \t]+)?)([\w.~+/=:-]{8,})/gi,
    spares: (value) => !/\d/.test(value) || isReference(value),
  },
  // Password, or a long user name that is a token, in a URL.
  {
    pattern: /(:\/\/[^\s:@/"'`<>]{0,200}:)([^\s@/"'`<>]{1,400})(?=@)/g,
    spares: (value) => isReference(value),
  },
  { pattern: /(:\/\/)([\w-]{20,400})(?=@)/g },
  {
    pattern: new RegExp(
      `(${ENV_NAME}${QUOTE.replace("[", "?[")}?=\\\\?["']?)((?<=["'])[^"'\\n]{4,4000}(?=["'])|[^\\s"'\`]{4,})`,
      "g",
    ),
    spares: isPlain,
  },
  {
    pattern: new RegExp(
      `(${NAME}(?:${QUOTE})?[?!]?[ \\t]*(?::[ \\t]*string[ \\t]*)?(?:=>|:=|={1,3}|:)[ \\t]*${QUOTE})((?:[^"'\`\\\\\\s]|\\\\[^"'\`\\s]){6,400})(?=${QUOTE})`,
      "gi",
    ),
    spares: isPlain,
  },
  {
    pattern: new RegExp(`(${NAME}[ \\t]*(?::=|[=:])[ \\t]*)([\\w+/=~.!@#$%^&*-]{6,})`, "gi"),
    spares: isCode,
  },
  {
    pattern:
      /(--[a-z0-9-]{0,40}(?:password|passwd|passphrase|token|secret|api-?key)(?:=|[ \t]+)\\?["']?)([^\s"'`]{4,})/g,
    spares: (value, kept) => isPlain(value) || (/[ \t]$/.test(kept) && !/[A-Z0-9]/.test(value)),
  },
];

/** Text of the same length in which nothing looks like a secret. */
export function redactText(text: string): string {
  // Until nothing changes: a mask may expose the beginning of another secret.
  for (let before = text; ; before = text) {
    text = maskKeys(text);
    for (const { pattern, spares } of RULES)
      text = text.replace(pattern, (_match, kept: string, value: string) =>
        spares?.(value, kept) ? kept + value : kept + mask(value),
      );
    if (text === before) return text;
  }
}

/** The value with every text in it redacted. */
export function redact<T>(value: T): T {
  // The shape is kept and strings stay strings, so the result is of the same type.
  return redactAny(value) as T;
}

function redactAny(value: unknown): unknown {
  if (typeof value === "string") return redactText(value);
  if (Array.isArray(value)) return value.map(redactAny);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, redactAny(part)]));
  return value;
}

const mask = (text: string): string => DOT.repeat(text.length);

const KEY = /(-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)((?:(?!-----)[\s\S]){1,16384})/g;
const KEY_LINE = /^[+\- ]?(?:[A-Za-z0-9+/=\\•]*|(?:Proc-Type|DEK-Info|Version|Comment): .*)\r?$/;

/** The lines between the marks of a private key; of one that is cut, the lines that can belong to it. */
function maskKeys(text: string): string {
  return text.replace(KEY, (match, begin: string, body: string, offset: number) => {
    const lines = body.split("\n");
    const other = lines.findIndex((line) => !KEY_LINE.test(line));
    const whole = other === -1 || text.startsWith("-----END", offset + match.length);
    // What marks a line as added or removed in a patch stays.
    const masked = lines.map((line, index) =>
      whole || index < other
        ? line.replace(/^([+\- ]?)(.*?)(\r?)$/, (_line, sign, rest, end) => sign + mask(rest) + end)
        : line,
    );
    return begin + masked.join("\n");
  });
}

/** A value without quotes is more often code: it must look random to be a secret. */
function isCode(value: string, kept: string): boolean {
  if (isPlain(value) || !/\d/.test(value) || !/[A-Za-z]/.test(value)) return true;
  if (/\S=$/.test(kept) || value.length >= 24) return false;
  return /^[A-Za-z_$][\w$]*$/.test(value) && value.replaceAll(/\D/g, "").length < 3;
}
