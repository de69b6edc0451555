import type { TestCase } from "../../../protocol/index.ts";

export type OutputStream = "stdout" | "stderr";

/**
 * Streaming line parser of a run's output, so that output of any size need not be stored. Lines of other output are
 * ignored.
 */
export interface TextParser {
  /** Result lines may have any length; otherwise only the beginning and end of a long line are passed. */
  readonly longLines?: boolean;
  /** One line without line end and colour codes. */
  line(stream: OutputStream, text: string): void;
  end(): ParsedText;
}

export interface ParsedText {
  cases: TestCase[];
  /** The output has this format. */
  recognised: boolean;
  /** The runner counted more tests than were read, or was aborted: the others would seem removed. */
  incomplete: boolean;
}

/** Limit of one failure's text. */
export const MAX_TEXT_CHARS = 8_000;

/** Failure texts by key, truncated. */
export class Messages {
  private readonly texts = new Map<string, string>();

  /** Starts or continues the text of `key`; returns the key. */
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
