import type { TestCase } from "../../../protocol/index.ts";
import { JestReport, parseJest } from "./jest.ts";
import { JunitReader } from "./junit.ts";
import { MochaReport, parseMocha } from "./mocha.ts";
import { parseRspec, RspecReport } from "./rspec.ts";
import { TrxReader } from "./trx.ts";
import { XmlFeed } from "./xml.ts";

/** Separates the result files of one run: ASCII's record separator, which none of them contains. */
export const FILE_SEPARATOR = "\u001e";

const MAX_JSON_CHARS = 48 * 1024 * 1024;

/** The document being read: none yet, streamed XML, or buffered JSON. */
type Open =
  | { kind: "none" }
  | { kind: "unknown" }
  | { kind: "xml"; feed: XmlFeed; junit: JunitReader; trx: TrxReader }
  | { kind: "json"; text: string[]; chars: number };

/**
 * Streaming reader of result files, each recognised by its content; others are ignored. XML is not buffered, because
 * test output in it may have any size.
 */
export class DocumentFeed {
  private readonly repoDir: string;
  private readonly found: TestCase[] = [];
  private open: Open = { kind: "none" };
  private documents = 0;
  private cut = false;

  constructor(repoDir: string) {
    this.repoDir = repoDir;
  }

  push(text: string): void {
    const [first = "", ...others] = text.split(FILE_SEPARATOR);
    this.piece(first);
    for (const other of others) {
      this.close();
      this.piece(other);
    }
  }

  /** Adds cases that were read elsewhere: JSON that was printed instead of written. */
  end(): { cases: TestCase[]; documents: number; cut: boolean } {
    this.close();
    return { cases: this.found, documents: this.documents, cut: this.cut };
  }

  private piece(text: string): void {
    if (this.open.kind === "none") {
      const start = text.search(/[^\s\uFEFF]/);
      if (start === -1) return;
      this.open = this.begin(text[start] ?? "");
      text = text.slice(start);
    }
    if (this.open.kind === "xml") this.open.feed.push(text);
    else if (this.open.kind === "json") {
      this.open.chars += text.length;
      if (this.open.chars <= MAX_JSON_CHARS) this.open.text.push(text);
    }
  }

  private begin(char: string): Open {
    if (char === "{") return { kind: "json", text: [], chars: 0 };
    if (char !== "<") return { kind: "unknown" };
    const junit = new JunitReader(this.repoDir);
    const trx = new TrxReader();
    const feed = new XmlFeed((event) => {
      junit.event(event);
      trx.event(event);
    });
    return { kind: "xml", feed, junit, trx };
  }

  private close(): void {
    const { open } = this;
    this.open = { kind: "none" };
    if (open.kind === "none" || open.kind === "unknown") return;
    this.documents += 1;
    if (open.kind === "xml") {
      this.cut ||= !open.feed.isWhole;
      for (const one of open.junit.cases) this.found.push(one);
      for (const one of open.trx.cases) this.found.push(one);
      return;
    }
    const cases = open.chars > MAX_JSON_CHARS ? null : parseJson(open.text.join(""), this.repoDir);
    if (cases === null) this.cut = true;
    else for (const one of cases) this.found.push(one);
  }
}

/** The JSON of jest, mocha and RSpec; null for truncated text. */
export function parseJson(text: string, repoDir: string): TestCase[] | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const jest = JestReport.safeParse(value);
  if (jest.success) return parseJest(jest.data, repoDir);
  const mocha = MochaReport.safeParse(value);
  if (mocha.success) return parseMocha(mocha.data, repoDir);
  const rspec = RspecReport.safeParse(value);
  return rspec.success ? parseRspec(rspec.data, repoDir) : [];
}
