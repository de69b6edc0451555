import { fold, isStopWord, splitIdentifier, stem } from "./words.ts";

const MAX_TERMS = 150;
const MAX_PAIRS = 200;
const MAX_NAMES = 60;
const MAX_MENTIONS = 50;

export const IDENTIFIER = /[A-Za-z_$][A-Za-z0-9_$]*/g;

/** A prompt as the ranking reads it. */
export interface Query {
  /** Distinct stems of the words that can tell files apart, and how much each counts for its repetition. */
  terms: string[];
  emphasis: number[];
  /** Index of the pair of two terms that stand side by side in the prompt, by `pairKey` in both orders. */
  pairs: ReadonlyMap<number, number>;
  pairCount: number;
  /** Names written out in the prompt (`maxBytes`, `--no-color`, a word in back quotes), folded. */
  names: string[];
  /** Things in the prompt that look like a path or a file name, with composed letters (NFC). */
  mentions: string[];
}

export const pairKey = (first: number, second: number): number => first * MAX_TERMS + second;

export function parseQuery(prompt: string): Query {
  const indexes = new Map<string, number>();
  const repeats: number[] = [];
  const pairs = new Map<number, number>();
  let pairCount = 0;
  let previous = -1;
  for (const [identifier] of prompt.matchAll(IDENTIFIER)) {
    for (const word of splitIdentifier(identifier)) {
      if (isStopWord(word)) continue;
      const term = stem(word);
      let index = indexes.get(term);
      if (index === undefined) {
        if (indexes.size >= MAX_TERMS) continue;
        index = indexes.size;
        indexes.set(term, index);
      }
      repeats[index] = (repeats[index] ?? 0) + 1;
      if (previous >= 0 && previous !== index && pairCount < MAX_PAIRS) {
        if (!pairs.has(pairKey(previous, index))) {
          pairs.set(pairKey(previous, index), pairCount);
          pairs.set(pairKey(index, previous), pairCount);
          pairCount += 1;
        }
      }
      previous = index;
    }
  }
  return {
    terms: [...indexes.keys()],
    emphasis: repeats.map((count) => 1 + Math.log(count)),
    pairs,
    pairCount,
    names: namesIn(prompt),
    mentions: mentionsIn(prompt.normalize("NFC")),
  };
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
