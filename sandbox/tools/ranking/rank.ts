import { isProgramText } from "../languages.ts";
import { isSource, isTestPath } from "./kinds.ts";
import { parseQuery, type Query } from "./query.ts";
import { type Occurrences, QueryScanner } from "./scan.ts";
import { fold, splitIdentifier } from "./words.ts";

/** One authored file; `text` may be decoded as Latin-1, which is enough to find identifiers. */
export interface RankedInput {
  path: string;
  text: string;
}

/** How likely a file is from what earlier commits say; see `history.ts`. */
export type HistoryScore = (path: string) => number;

/*
 * Points, as parts of what a file would get that holds the rarest words of the prompt. Chosen on the histories of eight
 * repositories and checked on ten others (`npm run bench:localise`); signals that did not help there are not here.
 */
const PAIR = 0.9;
const NAME = 1;
const DEFINED = 0.6;
const FILE_NAME = 0.9;
/** For a file name that is made of nothing but words of the prompt. */
const WHOLE_FILE_NAME = 0.6;
/** For a file name that is written out below the title, where words count less. */
const SAID_FILE_NAME = 1.5;
const FOLDER_NAME = 0.3;
/** What the rest of a prompt says counts less than its title: it explains more than it names. */
const BEHIND_TITLE = 0.3;
const PAIR_BEHIND_TITLE = 0.4;
/** So many of the rarest words make the whole: a long prompt has more of them than any file can hold. */
const WHOLE_TERMS = 6;
const LENGTH = 0.05;
const MENTIONED_PATH = 5;
const MENTIONED_NAME = 3;
const MENTIONED_FOLDER = 0.5;

interface Measured {
  path: string;
  text: Occurrences;
  name: Occurrences;
  folder: Occurrences;
  nameWords: number;
  /** The prompt has the file's name as a word, below its title. */
  saidBelow: boolean;
}

/** How rare each term, pair and name of the query is among the sources. */
interface Rarity {
  terms: number[];
  pairs: number[];
  names: number[];
  /** What a text with the rarest terms could get at least once; never 0. */
  whole: number;
  averageLength: number;
}

/**
 * Orders files for a prompt. BM25 over the stems inside identifiers, over pairs of neighbouring words and over names
 * written out in the prompt; the same words in file names and in names being defined; what the prompt names goes
 * first. Tests, prose and data stand behind sources. Files without a word of the prompt stand last (`matched` is
 * false), in the order of what history says: a prompt may have no word that a file has.
 */
export function rankFiles(
  files: Iterable<RankedInput>,
  prompt: string,
  limit: number,
  history: HistoryScore = () => 0,
): { path: string; score: number; matched: boolean }[] {
  const query = parseQuery(prompt);
  const measured = measure(files, query);
  const rarity = rarityOf(measured, query);
  return measured
    .map((file) => ({ path: file.path, ...scoreOf(file, rarity, query, history) }))
    .sort((a, b) => Number(b.matched) - Number(a.matched) || b.score - a.score || (a.path < b.path ? -1 : 1))
    .slice(0, limit);
}

function measure(files: Iterable<RankedInput>, query: Query): Measured[] {
  const scanner = new QueryScanner(query);
  const measured: Measured[] = [];
  for (const { path, text } of files) {
    const slash = path.lastIndexOf("/");
    const name = path.slice(slash + 1).replace(/\.[^.]*$/, "");
    measured.push({
      path,
      text: scanner.scan(text),
      name: scanner.scan(name),
      folder: scanner.scan(path.slice(0, Math.max(0, slash))),
      nameWords: splitIdentifier(name).length,
      saidBelow: query.saidBelow.has(fold(name)),
    });
  }
  return measured;
}

function rarityOf(measured: readonly Measured[], query: Query): Rarity {
  const sources = measured.filter(({ path }) => isSource(path));
  const among = sources.length > 0 ? sources : measured;
  const rarity = (count: number, holds: (file: Measured, index: number) => boolean): number[] =>
    Array.from({ length: count }, (_, index) => {
      const holding = among.reduce((sum, file) => sum + (holds(file, index) ? 1 : 0), 0);
      return Math.log(1 + (among.length - holding + 0.5) / (holding + 0.5));
    });
  const terms = rarity(query.terms.length, ({ text, name, folder }, index) =>
    Boolean(text.terms[index] || name.terms[index] || folder.terms[index]),
  ).map((weight, index) => weight * (1 + Math.log(query.repeats[index] ?? 1)) * titleWeight(query, index));
  return {
    terms,
    pairs: rarity(query.titledPairs.length, ({ text, name }, index) =>
      Boolean(text.pairs[index] || name.pairs[index]),
    ).map((weight, index) => weight * (query.titledPairs[index] ? 1 : PAIR_BEHIND_TITLE)),
    names: rarity(query.names.length, ({ text, name }, index) =>
      Boolean(text.names[index] || name.names[index]),
    ),
    whole: wholeOf(terms),
    averageLength: among.reduce((sum, { text }) => sum + text.length, 0) / Math.max(1, among.length) || 1,
  };
}

export const titleWeight = ({ titled }: Query, term: number): number => (titled[term] ? 1 : BEHIND_TITLE);

/** What the rarest of these weights make together; never 0. */
export const wholeOf = (weights: readonly number[]): number =>
  weights
    .toSorted((a, b) => b - a)
    .slice(0, WHOLE_TERMS)
    .reduce((sum, weight) => sum + weight, 0) || 1;

function scoreOf(
  file: Measured,
  rarity: Rarity,
  query: Query,
  history: HistoryScore,
): { score: number; matched: boolean } {
  const length = file.text.length / rarity.averageLength;
  const named = present(file.name.terms, rarity.terms);
  const hits = file.name.terms.reduce((sum, count) => sum + count, 0);
  const words =
    saturated(file.text.terms, rarity.terms, 1.2, 0.3, length) +
    PAIR * saturated(file.text.pairs, rarity.pairs, 1.2, 0.5, length) +
    NAME * saturated(file.text.names, rarity.names, 1.2, 0.3, length) +
    DEFINED * saturated(file.text.defined, rarity.terms, 0.6, 0.3, length) +
    FOLDER_NAME * present(file.folder.terms, rarity.terms) +
    named * (FILE_NAME + (WHOLE_FILE_NAME * hits) / Math.max(1, file.nameWords)) +
    (file.saidBelow && named > 0 ? SAID_FILE_NAME * Math.max(named, 1) : 0);
  const mentioned = mentionPoints(file.path, query.mentions);
  const lean = LENGTH * Math.log(1 + file.text.length) + history(file.path);
  const score = (words / rarity.whole + lean) * kindWeight(file.path, query) + mentioned;
  return { score, matched: words + mentioned > 0 };
}

/** BM25 with the given saturation and length normalisation; `length` is relative to the average. */
function saturated(
  counts: Uint32Array,
  weights: readonly number[],
  k: number,
  b: number,
  length: number,
): number {
  const norm = k * (1 - b + b * length);
  let sum = 0;
  for (const [index, weight] of weights.entries()) {
    const count = counts[index] ?? 0;
    if (count > 0) sum += (weight * count * (k + 1)) / (count + norm);
  }
  return sum;
}

function present(counts: Uint32Array, weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + (counts[index] ? weight : 0), 0);
}

/** Tests, prose and data rank below program text unless the prompt mentions them. */
function kindWeight(path: string, query: Query): number {
  if (isTestPath(path)) return query.terms.includes("test") ? 1 : 0.6;
  if (isProgramText(path)) return 1;
  return query.terms.some((term) => term === "readme" || term === "doc" || term === "document") ? 0.9 : 0.4;
}

/** Both sides with composed letters: a file's name may take them apart. */
function mentionPoints(written: string, mentions: readonly string[]): number {
  const path = written.normalize("NFC");
  const name = path.slice(path.lastIndexOf("/") + 1);
  let points = 0;
  for (const mention of mentions) {
    const nested = mention.includes("/");
    if (mention === path || (nested && path.endsWith(`/${mention}`))) points += MENTIONED_PATH;
    else if (nested && path.startsWith(`${mention.replace(/\/$/, "")}/`)) points += MENTIONED_FOLDER;
    else if (mention === name) points += MENTIONED_NAME;
  }
  return points;
}
