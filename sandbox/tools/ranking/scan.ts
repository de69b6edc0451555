import { IDENTIFIER, pairKey, type Query } from "./query.ts";
import { fold, splitIdentifier, stem } from "./words.ts";

/** Bounds memory in a repository full of unique names. */
const MAX_REMEMBERED = 500_000;

/** After one of these a name is being defined. Cheap, and right often enough for every file of a checkout. */
const DEFINING = new Set(
  "def class function fn func type interface struct enum trait module mod namespace macro_rules define record object protocol".split(
    " ",
  ),
);

/** How often each term, pair and name of the query occurs in a text. */
export interface Occurrences {
  terms: Uint32Array;
  /** Terms in names that are being defined. */
  defined: Uint32Array;
  pairs: Uint32Array;
  names: Uint32Array;
  /** Number of identifiers in the text. */
  length: number;
}

/** What the query knows of one identifier: the term of each of its words (-1 for none), and the name that it is. */
interface Known {
  terms: readonly number[];
  name: number;
  defines: boolean;
}

const UNKNOWN: Known = { terms: [], name: -1, defines: false };
const UNKNOWN_DEFINING: Known = { terms: [], name: -1, defines: true };

/**
 * Counts a query's words in texts. One instance serves every file of a checkout: what it found out about an
 * identifier is remembered, which makes ten thousand files a matter of seconds.
 */
export class QueryScanner {
  readonly #query: Query;
  readonly #termIndex: ReadonlyMap<string, number>;
  readonly #nameIndex: ReadonlyMap<string, number>;
  readonly #known = new Map<string, Known>();

  constructor(query: Query) {
    this.#query = query;
    this.#termIndex = new Map(query.terms.map((term, index) => [term, index]));
    this.#nameIndex = new Map(query.names.map((name, index) => [name, index]));
  }

  scan(text: string): Occurrences {
    const { terms: queryTerms, pairs: queryPairs, titledPairs, names: queryNames } = this.#query;
    const terms = new Uint32Array(queryTerms.length);
    const defined = new Uint32Array(queryTerms.length);
    const pairs = new Uint32Array(titledPairs.length);
    const names = new Uint32Array(queryNames.length);
    const identifiers = text.match(IDENTIFIER) ?? [];
    let previous = -1;
    let defining = false;
    for (const identifier of identifiers) {
      const known = this.#known.get(identifier) ?? this.#learn(identifier);
      if (known.name >= 0) names[known.name] = (names[known.name] ?? 0) + 1;
      if (known.terms.length === 0) previous = -1;
      for (const term of known.terms) {
        if (term >= 0) {
          terms[term] = (terms[term] ?? 0) + 1;
          if (defining) defined[term] = (defined[term] ?? 0) + 1;
          const pair = previous < 0 ? undefined : queryPairs.get(pairKey(previous, term));
          if (pair !== undefined) pairs[pair] = (pairs[pair] ?? 0) + 1;
        }
        previous = term;
      }
      defining = known.defines;
    }
    return { terms, defined, pairs, names, length: identifiers.length };
  }

  #learn(identifier: string): Known {
    const terms = splitIdentifier(identifier).map((word) => this.#termIndex.get(stem(word)) ?? -1);
    const name = this.#nameIndex.get(fold(identifier)) ?? -1;
    const defines = DEFINING.has(identifier);
    const relevant = name >= 0 || terms.some((term) => term >= 0);
    const known: Known = relevant ? { terms, name, defines } : defines ? UNKNOWN_DEFINING : UNKNOWN;
    if (this.#known.size < MAX_REMEMBERED) this.#known.set(identifier, known);
    return known;
  }
}
