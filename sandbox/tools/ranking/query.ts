const STOP_WORDS = new Set(
  (
    "a an and any are as at be been but by can could do does for from get give has have how i if in into is it its " +
    "let like make me more must my need new no not of on once one only or our out please should so some such than " +
    "that the their them then there these they this to too up us use was we were what when where which who why will " +
    "with would you your add fix change update implement create also all each other file files code"
  ).split(" "),
);

const IDENTIFIER = /[A-Za-z_$][A-Za-z0-9_$]*/g;

/** `parseHTTPHeader_v2` -> `parse http header v 2`, lower case, plural `s` dropped. */
export function splitIdentifier(identifier: string): string[] {
  return identifier
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .replace(/[^A-Za-z]+/g, " ")
    .toLowerCase()
    .split(" ")
    .filter((word) => word.length > 1)
    .map(singular);
}

function singular(word: string): string {
  return word.length > 3 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}

export interface Query {
  /** Distinct words of the prompt that can tell files apart. */
  terms: string[];
  /** Compound names written out in the prompt (`computeTotal`, `parse_date`), exactly as written. */
  symbols: string[];
  /** Things in the prompt that look like a path or a file name. */
  mentions: string[];
}

/** Reads a prompt the way the ranking needs it. */
export function parseQuery(prompt: string): Query {
  const terms = new Set<string>();
  const symbols = new Set<string>();
  for (const [identifier] of prompt.matchAll(IDENTIFIER)) {
    for (const word of splitIdentifier(identifier)) if (!STOP_WORDS.has(word)) terms.add(word);
    if (/[a-z0-9][A-Z]|[A-Za-z]_[A-Za-z]/.test(identifier)) symbols.add(identifier);
  }
  // `computeTotal` in back quotes or before a parenthesis names a symbol even if it is a single word.
  for (const match of prompt.matchAll(/`([A-Za-z_$][\w$]*)(?:\(\))?`|\b([A-Za-z_$][\w$]*)\(\)/g)) {
    const name = match[1] ?? match[2];
    if (name) symbols.add(name);
  }
  const mentions = new Set<string>();
  for (const [path] of prompt.matchAll(/[\w@.-]+(?:\/[\w@.-]+)+|[\w-][\w.-]*\.[A-Za-z]\w{0,7}\b/g)) {
    mentions.add(path.replace(/^\.\//, "").replace(/[.]+$/, ""));
  }
  return {
    terms: [...terms].slice(0, 200),
    symbols: [...symbols].slice(0, 50),
    mentions: [...mentions].slice(0, 50),
  };
}

/**
 * Counts how often each query term occurs among the identifiers of a text. One instance serves many files: the split
 * of an identifier is remembered, which makes 10,000 files a matter of seconds.
 */
export class TermCounter {
  readonly #index: Map<string, number>;
  readonly #known = new Map<string, readonly number[]>();
  readonly #size: number;

  constructor(terms: readonly string[]) {
    this.#index = new Map(terms.map((term, position) => [term, position]));
    this.#size = terms.length;
  }

  /** `counts[i]` belongs to `terms[i]`; `length` is the number of identifiers. */
  count(text: string): { counts: Uint32Array; length: number } {
    const counts = new Uint32Array(this.#size);
    let length = 0;
    for (const identifier of text.match(IDENTIFIER) ?? []) {
      length += 1;
      for (const position of this.#positions(identifier)) counts[position] = (counts[position] ?? 0) + 1;
    }
    return { counts, length };
  }

  #positions(identifier: string): readonly number[] {
    let positions = this.#known.get(identifier);
    if (!positions) {
      const found = splitIdentifier(identifier).map((word) => this.#index.get(word));
      positions = found.filter((position) => position !== undefined);
      // Bounds memory in a repository full of unique names.
      if (this.#known.size < 500_000) this.#known.set(identifier, positions);
    }
    return positions;
  }
}
