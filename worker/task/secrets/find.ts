/**
 * Pure: finds secrets in a text. A match of a known format is certain; a match by name or entropy is a guess for a
 * person to check. The value is never returned: `what` names the kind, `start` and `end` the range.
 */
import { DOUBTFUL, FORMATS, PRIVATE_KEY } from "./formats.ts";
import { isPlain } from "./plain.ts";

export interface FoundSecret {
  certain: boolean;
  /** The kind, for display; never the value. */
  what: string;
  start: number;
  end: number;
}

/** Limit of findings per text, because a generated file may contain many. */
const MAX_FOUND = 1_000;
/** Longer lines are generated (minified code, source maps, data) and have high entropy anyway. */
const MAX_GUESSED_LINE = 1_000;

/** The secrets of a text, in order; of overlapping ranges the more certain one. `guess` includes possible secrets. */
export function findSecrets(text: string, guess: boolean): FoundSecret[] {
  const certain = [...FORMATS, PRIVATE_KEY].flatMap(({ what, pattern }) =>
    matches(text, pattern, what, true),
  );
  const found = guess
    ? [
        ...certain,
        ...DOUBTFUL.flatMap(({ what, pattern }) => matches(text, pattern, what, false)),
        ...guesses(text),
      ]
    : certain;
  const kept: FoundSecret[] = [];
  let end = 0;
  for (const item of found.sort((a, b) => a.start - b.start || Number(b.certain) - Number(a.certain))) {
    const last = kept.at(-1);
    if (last && item.start < end && item.certain && !last.certain) kept.pop();
    else if (item.start < end) continue;
    kept.push(item);
    end = Math.max(end, item.end);
  }
  return kept.slice(0, MAX_FOUND);
}

/** Text of the same length with all secrets masked. */
export function maskSecrets(text: string): string {
  let masked = text;
  for (const { start, end } of findSecrets(text, true)) {
    const dots = masked.slice(start, end).replace(/\S/g, "•");
    masked = masked.slice(0, start) + dots + masked.slice(end);
  }
  return masked;
}

/** Placeholders used in documentation. */
const STAND_IN = /example|x{6,}|placeholder|dummy|redacted|your[_-]|\.{4,}|\*{4,}|•{4,}|<[a-z]|\$\{/i;
/** Publicly documented keys: the Azurite account, the token on jwt.io's front page. */
const PUBLISHED = [
  "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
  ".eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9l",
];

function matches(text: string, pattern: RegExp, what: string, certain: boolean): FoundSecret[] {
  const found: FoundSecret[] = [];
  for (const match of text.matchAll(pattern)) {
    const [value] = match;
    if (STAND_IN.test(value) || PUBLISHED.some((known) => value.includes(known))) continue;
    found.push({ certain, what, start: match.index, end: match.index + value.trimEnd().length });
    if (found.length === MAX_FOUND) break;
  }
  return found;
}

const NAME =
  "[\\w.-]{0,40}(?:secret(?:[_-]?key)?|token|passw(?:or)?d|passphrase|pwd|api[_-]?key|private[_-]?key|access[_-]?key|signing[_-]?key|encryption[_-]?key|auth[_-]?key|credentials?)(?:[_-]?(?:value|string|base64|hex))?";
const QUOTED = new RegExp(
  `(?<![\\w.-])(${NAME})["'\`\\]]{0,2}[ \\t]*(?::[ \\t]*(?:string|str|String)[ \\t]*)?(?:=>|:=|={1,3}|:)[ \\t]*["'\`]([^"'\`\\n]{8,400})["'\`]`,
  "gi",
);
/** Assignment in an .env file, YAML file or shell script, up to the end of the line. */
const ASSIGNED = new RegExp(
  `^[+ \\t-]*(?:export[ \\t]+|set[ \\t]+|ENV[ \\t]+)?(${NAME})[ \\t]*[=:][ \\t]*([^\\s"'\`#;]{8,400})[ \\t]*(?:#.*)?$`,
  "gi",
);
const IN_ADDRESS =
  /[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/"'`<>]{0,200}:([^\s@/"'`<>]{6,400})@(?!(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]|db|database|postgres|mysql|mariadb|mongo|redis|rabbitmq|host|hostname|server)(?:[:/"'`\s]|$)|[\w.-]*(?:example|invalid|test|localhost)(?:\.\w+)?[:/"'`\s])[\w.[-]/gi;
const RANDOM = /["'`]([A-Za-z0-9+/_-]{32,128}={0,2})["'`]/g;
/** Random but public: hashes, ids, images. */
const HASHED =
  /sha-?\d|integrity|checksum|digest|hash|md5|etag|commit|fingerprint|\brev(?:ision)?\b|data:[\w/+.-]+;base64|sourceMapping|signature|public|cert|nonce|cursor|uuid|guid/i;

/** Guesses, line by line; long lines are skipped as generated. */
function guesses(text: string): FoundSecret[] {
  const found: FoundSecret[] = [];
  let start = 0;
  for (const line of text.split("\n")) {
    if (line.length <= MAX_GUESSED_LINE && found.length < MAX_FOUND)
      for (const guess of guessesIn(line))
        found.push({ ...guess, start: start + guess.start, end: start + guess.end });
    start += line.length + 1;
  }
  return found;
}

function guessesIn(line: string): FoundSecret[] {
  const found: FoundSecret[] = [];
  const add = (match: RegExpExecArray, value: string, what: string) => {
    const start = match.index + match[0].lastIndexOf(value);
    found.push({ certain: false, what, start, end: start + value.length });
  };
  for (const pattern of [QUOTED, ASSIGNED])
    for (const match of line.matchAll(pattern)) {
      const [, name = "", value = ""] = match;
      const code = pattern === ASSIGNED && /^[A-Za-z_$][\w$.]*$/.test(value) && digitsIn(value) < 3;
      if (!code && looksSecret(value)) add(match, value, `value of \`${name}\``);
    }
  for (const match of line.matchAll(IN_ADDRESS)) {
    const [, value = ""] = match;
    const plain = isPlain(value) || STAND_IN.test(value) || /^pass(?:word)?\d*$/i.test(value);
    if (!plain) add(match, value, "password in an address");
  }
  if (HASHED.test(line)) return found;
  for (const match of line.matchAll(RANDOM)) {
    const [, value = ""] = match;
    if (isRandom(value)) add(match, value, "random text");
  }
  return found;
}

/** For a value with a secret-like name: neither a word, a reference nor a sentence. */
function looksSecret(value: string): boolean {
  if (isPlain(value) || STAND_IN.test(value) || /\s/.test(value)) return false;
  // Made of words: message key, path, constant name, word with a number.
  if (
    /^[A-Za-z]+(?:[._:/-][A-Za-z]+)*[?!:]?$|^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$|^[A-Za-z]+\d{1,4}!?$/.test(value)
  )
    return false;
  // An index expression in code.
  if (/^[\w.$]+\[\w+\]$/.test(value)) return false;
  return bitsOf(value) >= 2.8 && /[0-9]/.test(value) && /[A-Za-z]/.test(value);
}

function isRandom(value: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/].every((kind) => kind.test(value));
  // Few capitals and digits mean an identifier; random text has about half.
  const mixed = (value.match(/[A-Z0-9]/g)?.length ?? 0) >= value.length / 4;
  const words = (value.match(/(?:^|[_-])[A-Za-z][a-z]*(?=[_-]|$)/g)?.length ?? 0) > 2;
  return kinds && mixed && !words && bitsOf(value) >= 4.4 && !STAND_IN.test(value) && !isAlphabet(value);
}

const digitsIn = (value: string): number => value.match(/\d/g)?.length ?? 0;

/** An alphabet, such as that of an encoder, is not a secret. */
const isAlphabet = (value: string): boolean => /abcdefgh|ABCDEFGH|01234567/.test(value);

/** Shannon entropy per character, in bits. */
function bitsOf(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
