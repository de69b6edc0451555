import type { TestCase } from "../../protocol/index.ts";
import type { DetectedCommands } from "../types.ts";
import { MAX_CASES, withUniqueIds } from "./cases.ts";
import { cargoParser } from "./parsers/cargo.ts";
import { DocumentFeed } from "./parsers/documents.ts";
import { exunitParser } from "./parsers/exunit.ts";
import { goParser } from "./parsers/go.ts";
import { LineFeed } from "./parsers/lines.ts";
import { minitestParser } from "./parsers/minitest.ts";
import { noTestsSeen } from "./parsers/no-tests.ts";
import { printedJsonParser } from "./parsers/printed-json.ts";
import { tapParser } from "./parsers/tap.ts";
import type { OutputStream, TextParser } from "./parsers/text-parser.ts";
import { unittestParser } from "./parsers/unittest.ts";

export type ParserKind = NonNullable<DetectedCommands["test"]>["parser"];

export interface TestOutput {
  stdout: string;
  stderr: string;
  /** Content of the result file; null when the command writes none or did not write it. */
  resultFile: string | null;
  repoDir: string;
}

/** The results of one run. */
export interface RunResults {
  /** With ids unique within the run. */
  cases: TestCase[];
  /** The results are not complete: aborted, or above the limit of cases. */
  incomplete: boolean;
  /** Result files name tests, and all of them are whole. */
  reported: boolean;
  /** Result files existed, or the output had the expected format. */
  readable: boolean;
  /** The output says that no tests were found. */
  saysNone: boolean;
}

const DOCUMENTS = new Set<ParserKind>(["junit", "trx", "jest-json", "mocha-json", "rspec-json", "mixed"]);

/** Streaming reader of one run. `none` tries every text format. */
export class RunReader {
  private readonly kind: ParserKind;
  private readonly documents: DocumentFeed;
  private readonly parsers: readonly TextParser[];
  private readonly none = noTestsSeen();
  private readonly lines: LineFeed;

  constructor(kind: ParserKind, repoDir: string) {
    this.kind = kind;
    this.documents = new DocumentFeed(repoDir);
    this.parsers = parsersFor(kind, repoDir);
    this.lines = new LineFeed((stream, line) => {
      this.none.line(stream, line);
      const short = shortened(line);
      for (const parser of this.parsers) parser.line(stream, parser.longLines ? line : short);
    });
  }

  output(stream: OutputStream, data: Uint8Array | string): void {
    if (typeof data === "string") this.lines.text(stream, data);
    else this.lines.push(stream, data);
  }

  /** A chunk of the result files, which are read after the run. */
  results(text: string): void {
    this.documents.push(text);
  }

  end(): RunResults {
    this.lines.end();
    const files = this.documents.end();
    const texts = this.parsers.map((parser) => parser.end());
    const expected = !DOCUMENTS.has(this.kind) && this.kind !== "none";
    // With result files, printed results count only for a run of several runners.
    const read = files.cases.length > 0 && this.kind !== "mixed" ? [] : texts;
    const known = read.filter((text) => expected || text.recognised);
    const cases = [...files.cases, ...known.flatMap((text) => text.cases)];
    return {
      cases: withUniqueIds(cases),
      incomplete: files.cut || cases.length > MAX_CASES || known.some((text) => text.incomplete),
      reported: files.cases.length > 0 && !files.cut,
      readable: expected || files.documents > 0 || known.length > 0,
      saysNone: this.none.said,
    };
  }
}

const LINE_CHARS = 4_000;

/** Runners write at the beginning or end of a line; patterns must not scan megabytes in between. */
const shortened = (line: string): string =>
  line.length <= 2 * LINE_CHARS ? line : `${line.slice(0, LINE_CHARS)}${line.slice(-LINE_CHARS)}`;

function parsersFor(kind: ParserKind, repoDir: string): TextParser[] {
  switch (kind) {
    case "tap":
      return [tapParser(repoDir)];
    case "unittest":
      return [unittestParser()];
    case "go-json":
      return [goParser()];
    case "cargo":
      return [cargoParser()];
    case "exunit":
      return [exunitParser()];
    case "minitest":
      return [minitestParser()];
    default:
      return [
        tapParser(repoDir),
        unittestParser(),
        cargoParser(),
        goParser(),
        exunitParser(),
        minitestParser(),
        printedJsonParser(repoDir),
      ];
  }
}

/** The cases of a finished run whose output is in memory. */
export function parseOutput(kind: ParserKind, output: TestOutput): TestCase[] {
  const reader = new RunReader(kind, output.repoDir);
  reader.output("stdout", output.stdout);
  reader.output("stderr", output.stderr);
  if (output.resultFile !== null) reader.results(output.resultFile);
  return reader.end().cases;
}
