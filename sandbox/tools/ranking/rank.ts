import { isProgramText } from "./languages.ts";
import { type Query, TermCounter } from "./terms.ts";

/** One authored file; `text` is decoded as Latin-1, which is enough to find identifiers. */
export interface RankedInput {
  path: string;
  text: string;
}

const K1 = 1.2;
const B = 0.6;
const PATH_WEIGHT = 2.5;
const MENTIONED_PATH = 40;
const MENTIONED_NAME = 25;
const MENTIONED_STEM = 6;
const DEFINED_SYMBOL = 12;
const USED_SYMBOL = 3;

const TEST_PATH = /(?:^|\/)(?:tests?|__tests__|specs?)\/|[._-](?:test|spec)\.\w+$|(?:^|\/)test_[^/]*\.py$/i;

interface Measured {
  path: string;
  counts: Uint32Array;
  pathCounts: Uint32Array;
  length: number;
  /** Points that do not depend on the other files. */
  bonus: number;
}

/**
 * Orders files for a prompt: BM25 over the words inside identifiers, the same over the path with more weight, and
 * points for paths and symbols that the prompt names. Files without any point are left out.
 */
export function rankFiles(
  files: Iterable<RankedInput>,
  query: Query,
  limit: number,
): { path: string; score: number }[] {
  const counter = new TermCounter(query.terms);
  const measured: Measured[] = [];
  const documentFrequency = new Uint32Array(query.terms.length);
  let totalLength = 0;
  for (const { path, text } of files) {
    const { counts, length } = counter.count(text);
    const pathCounts = counter.count(path).counts;
    for (let term = 0; term < counts.length; term += 1) {
      if (counts[term] || pathCounts[term]) documentFrequency[term] = (documentFrequency[term] ?? 0) + 1;
    }
    totalLength += length;
    measured.push({
      path,
      counts,
      pathCounts,
      length,
      bonus: pathBonus(path, query) + symbolBonus(text, query),
    });
  }
  const averageLength = Math.max(1, totalLength / Math.max(1, measured.length));
  const idf = Array.from(documentFrequency, (n) => Math.log(1 + (measured.length - n + 0.5) / (n + 0.5)));
  return measured
    .map((file) => ({ path: file.path, score: score(file, idf, averageLength, query) }))
    .filter((file) => file.score > 0)
    .sort((a, b) => b.score - a.score || a.path.localeCompare(b.path))
    .slice(0, limit);
}

function score(file: Measured, idf: readonly number[], averageLength: number, query: Query): number {
  const norm = K1 * (1 - B + (B * file.length) / averageLength);
  let sum = 0;
  for (const [term, weight] of idf.entries()) {
    const count = file.counts[term] ?? 0;
    if (count > 0) sum += (weight * (count * (K1 + 1))) / (count + norm);
    if (file.pathCounts[term]) sum += PATH_WEIGHT * weight;
  }
  return sum * kindWeight(file.path, query) + file.bonus;
}

/** Tests, prose and data stand behind program text unless the prompt speaks of them. */
function kindWeight(path: string, query: Query): number {
  if (TEST_PATH.test(path)) return query.terms.includes("test") ? 1 : 0.7;
  if (isProgramText(path)) return 1;
  return query.terms.some((term) => term === "readme" || term === "doc" || term === "documentation")
    ? 0.9
    : 0.5;
}

function pathBonus(path: string, query: Query): number {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const stem = name.replace(/\..*$/, "").toLowerCase();
  let bonus = 0;
  for (const mention of query.mentions) {
    if (mention === path || (mention.includes("/") && path.endsWith(`/${mention}`))) bonus += MENTIONED_PATH;
    else if (mention.includes("/") && path.startsWith(`${mention.replace(/\/$/, "")}/`))
      bonus += MENTIONED_STEM;
    else if (mention === name) bonus += MENTIONED_NAME;
  }
  if (stem.length > 2 && query.terms.includes(stem)) bonus += MENTIONED_STEM;
  return bonus;
}

function symbolBonus(text: string, query: Query): number {
  let bonus = 0;
  for (const symbol of query.symbols) {
    if (!text.includes(symbol)) continue;
    bonus += definitionOf(symbol).test(text) ? DEFINED_SYMBOL : USED_SYMBOL;
  }
  return bonus;
}

const definitions = new Map<string, RegExp>();

function definitionOf(symbol: string): RegExp {
  let pattern = definitions.get(symbol);
  if (!pattern) {
    const name = symbol.replace(/\$/g, "\\$");
    const keyword =
      "def|class|function\\*?|fn|func(?: \\([^)\\n]{0,80}\\))?|const|let|var|type|interface|struct|enum|trait|module";
    pattern = new RegExp(`(?:^|[^\\w$])(?:${keyword})\\s+${name}(?![\\w$])`);
    definitions.set(symbol, pattern);
  }
  return pattern;
}
