import { fold, isStopWord, splitIdentifier, stem } from "./words.ts";

const MAX_TERMS = 150;
const MAX_PAIRS = 200;
const MAX_NAMES = 60;
const MAX_MENTIONS = 50;

export const IDENTIFIER = /[A-Za-z_$][A-Za-z0-9_$]*/g;

/** A first line without an end: what stands behind this many characters is no title any more. */
const MAX_TITLE_CHARS = 300;

/** A prompt as the ranking reads it. The title is its first line, or the first sentence of a long one. */
export interface Query {
  /** Distinct stems of the words that can tell files apart. */
  terms: string[];
  /** How often each of them stands there, and whether in the title. */
  repeats: number[];
  titled: boolean[];
  /** Index of the pair of two terms that stand side by side in the prompt, by `pairKey` in both orders. */
  pairs: ReadonlyMap<number, number>;
  /** For each pair whether it stands in the title. */
  titledPairs: boolean[];
  /** Every identifier of the prompt that is not in its title, folded. */
  saidBelow: ReadonlySet<string>;
  /** Names written out in the prompt (`maxBytes`, `--no-color`, a word in back quotes), folded. */
  names: string[];
  /** Things in the prompt that look like a path or a file name, with composed letters (NFC). */
  mentions: string[];
}

export const pairKey = (first: number, second: number): number => first * MAX_TERMS + second;

export function parseQuery(prompt: string): Query {
  const indexes = new Map<string, number>();
  const [repeats, titled, titledPairs]: [number[], boolean[], boolean[]] = [[], [], []];
  const pairs = new Map<number, number>();
  const titleEnd = endOfTitle(prompt);
  let previous = -1;
  for (const { 0: identifier, index: at } of prompt.matchAll(IDENTIFIER)) {
    for (const word of splitIdentifier(identifier)) {
      if (isStopWord(word)) continue;
      const term = stem(word);
      let index = indexes.get(term);
      if (index === undefined) {
        if (indexes.size >= MAX_TERMS) continue;
        index = indexes.size;
        indexes.set(term, index);
        titled.push(at < titleEnd);
      }
      repeats[index] = (repeats[index] ?? 0) + 1;
      if (previous >= 0 && previous !== index && titledPairs.length < MAX_PAIRS) {
        if (!pairs.has(pairKey(previous, index))) {
          pairs.set(pairKey(previous, index), titledPairs.length);
          pairs.set(pairKey(index, previous), titledPairs.length);
          titledPairs.push(at < titleEnd);
        }
      }
      previous = index;
    }
  }
  const saidInTitle = new Set(saidIn(prompt.slice(0, titleEnd)));
  return {
    terms: [...indexes.keys()],
    repeats,
    titled,
    pairs,
    titledPairs,
    saidBelow: new Set(saidIn(prompt.slice(titleEnd)).filter((name) => !saidInTitle.has(name))),
    names: namesIn(prompt),
    mentions: mentionsIn(prompt.normalize("NFC")),
  };
}

const saidIn = (text: string): string[] => [...(text.match(IDENTIFIER) ?? []).map(fold), ...namesIn(text)];

function endOfTitle(prompt: string): number {
  const start = prompt.length - prompt.trimStart().length;
  const line = prompt.indexOf("\n", start);
  const end = line === -1 ? prompt.length : line;
  if (end - start <= MAX_TITLE_CHARS) return end;
  const sentence = prompt.slice(start, start + MAX_TITLE_CHARS).search(/[.!?]\s/);
  return start + (sentence === -1 ? MAX_TITLE_CHARS : sentence + 1);
}

function namesIn(prompt: string): string[] {
  const names = new Set<string>();
  const keep = (name: string | undefined) => {
    const folded = fold(name ?? "");
    if (folded.length > 1) names.add(folded);
  };
  for (const [identifier] of prompt.matchAll(IDENTIFIER))
    if (/[a-z0-9][A-Z]|[A-Za-z0-9]_[A-Za-z0-9]/.test(identifier)) keep(identifier);
  // In quotes, before a parenthesis, after dashes, or joined by one: a single word is a name too.
  for (const match of prompt.matchAll(/[`'"]([A-Za-z_$][\w$-]*)(?:\(\))?[`'"]|\b([A-Za-z_$][\w$]*)\(/g))
    keep(match[1] ?? match[2]);
  for (const match of prompt.matchAll(/(?<![\w-])-{1,2}([A-Za-z][\w-]*\w)|\b([A-Za-z]+(?:-[A-Za-z]+)+)\b/g))
    keep(match[1] ?? match[2]);
  // What a commit's type is followed by: `fix(cache): …`.
  for (const [, scope = ""] of prompt.matchAll(/^\W{0,8}[a-z]{2,12}\(([\w./, -]{1,80})\)!?:/gm))
    for (const name of scope.split(/[/, ]+/)) keep(name);
  return [...names].slice(0, MAX_NAMES);
}

/** Letters of all scripts, with their marks and joiners. */
const NAME_CHAR = String.raw`[\p{L}\p{N}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}\u200c\u200d_@.\-]`;
const MENTION = new RegExp(
  // Bounded, so that a prompt of one endless word is no endless search.
  String.raw`${NAME_CHAR}{1,255}(?:\/${NAME_CHAR}{1,255}){1,40}|${NAME_CHAR}{1,255}\.[A-Za-z]\w{0,7}(?![\p{L}\p{N}_])`,
  "gu",
);

function mentionsIn(prompt: string): string[] {
  const mentions = new Set<string>();
  for (const [path] of prompt.matchAll(MENTION)) {
    const bare = path.replace(/^\.\//, "").replace(/[.]+$/, "");
    mentions.add(bare);
    // `@docs/a.md` is how a file is named to an agent.
    if (bare.startsWith("@")) mentions.add(bare.slice(1));
  }
  return [...mentions].slice(0, MAX_MENTIONS);
}
