/** The rankings to beat: BM25 over words inside identifiers, and the same with points for words in the path. */
import type { RankedInput } from "../../sandbox/tools/ranking/rank.ts";
import { isStopWord, splitIdentifier } from "../../sandbox/tools/ranking/words.ts";

const K1 = 1.2;
const B = 0.75;
/** Of 0.5, 1, 2.5 and 5 the best on the repositories that we tried. */
const PATH_WEIGHT = 2.5;

const wordsOf = (text: string): string[] =>
  (text.match(/[A-Za-z_$][\w$]*/g) ?? [])
    .flatMap(splitIdentifier)
    .map((word) => (/[^s]s$/.test(word) && word.length > 3 ? word.slice(0, -1) : word));

interface Counted {
  path: string;
  counts: Map<string, number>;
  length: number;
  inPath: Set<string>;
}

/** Words of a text, remembered by the caller per object: counting is most of the work. */
export function countWords(text: string): { counts: Map<string, number>; length: number } {
  const words = wordsOf(text);
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return { counts, length: words.length };
}

/** Best first, every file, by BM25 and by BM25 with the path. */
export function bm25(
  files: readonly (Pick<RankedInput, "path"> & { words: ReturnType<typeof countWords> })[],
  prompt: string,
): { plain: string[]; withPath: string[] } {
  const query = [...new Set(wordsOf(prompt))].filter((word) => !isStopWord(word));
  const counted: Counted[] = files.map(({ path, words }) => ({
    path,
    ...words,
    inPath: new Set(wordsOf(path)),
  }));
  const average = counted.reduce((sum, { length }) => sum + length, 0) / Math.max(1, counted.length) || 1;
  const idf = query.map((word) => {
    const holding = counted.filter(({ counts, inPath }) => counts.has(word) || inPath.has(word)).length;
    return Math.log(1 + (counted.length - holding + 0.5) / (holding + 0.5));
  });
  const score = (file: Counted, pathWeight: number) =>
    query.reduce((sum, word, index) => {
      const count = file.counts.get(word) ?? 0;
      const inText = (count * (K1 + 1)) / (count + K1 * (1 - B + (B * file.length) / average));
      return sum + (idf[index] ?? 0) * (inText + (file.inPath.has(word) ? pathWeight : 0));
    }, 0);
  const order = (pathWeight: number) =>
    counted
      .map((file) => ({ path: file.path, score: score(file, pathWeight) }))
      .sort((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1))
      .map(({ path }) => path);
  return { plain: order(0), withPath: order(PATH_WEIGHT) };
}
