import type { TestCase } from "../../../protocol/index.ts";

export type OutputStream = "stdout" | "stderr";

/**
 * Reads the output of a run line by line, as it comes, so that no amount of it has to be kept. What is printed between
 * the lines of the runner is passed over.
 */
export interface TextParser {
  /** Lines of results may be of any length; otherwise of a long one only its beginning and its end are handed over. */
  readonly longLines?: boolean;
  /** One line without its end and without colours. */
  line(stream: OutputStream, text: string): void;
  end(): ParsedText;
}

export interface ParsedText {
  cases: TestCase[];
  /** The output is of this format. */
  recognised: boolean;
  /** The runner counts more tests than could be read, or broke off: the others would seem to have vanished. */
  incomplete: boolean;
}

/** Of the text of one failure; a test may print without end. */
export const MAX_TEXT_CHARS = 8_000;

/** The texts of failures by key, each cut where it has become long enough. */
export class Messages {
  private readonly texts = new Map<string, string>();

  /** Begins the text of `key`, or goes on with it; answers the key. */
  open(key: string): string {
    if (!this.texts.has(key)) this.texts.set(key, "");
    return key;
  }

  add(key: string, line: string): void {
    const sofar = this.texts.get(key) ?? "";
    if (sofar.length < MAX_TEXT_CHARS) this.texts.set(key, `${sofar}${line.slice(0, MAX_TEXT_CHARS)}\n`);
  }

  get(key: string): string | null {
    return this.texts.get(key) ?? null;
  }

  entries(): IterableIterator<[string, string]> {
    return this.texts.entries();
  }
}
