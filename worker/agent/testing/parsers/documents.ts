import type { TestCase } from "../../../protocol/index.ts";
import { JestReport, parseJest } from "./jest.ts";
import { parseJunit } from "./junit.ts";
import { MochaReport, parseMocha } from "./mocha.ts";
import { parseRspec, RspecReport } from "./rspec.ts";
import { parseTrx } from "./trx.ts";

/** Stands between the result files of one run: ASCII's record separator, which no text of theirs contains. */
export const FILE_SEPARATOR = "\u001e";

/** Result files, each recognised by its content. What is none of them counts as nothing. */
export function parseDocuments(text: string, repoDir: string): TestCase[] {
  return text.split(FILE_SEPARATOR).flatMap((document) => parseDocument(document.trim(), repoDir));
}

function parseDocument(text: string, repoDir: string): TestCase[] {
  if (text.startsWith("<") || text.startsWith("\uFEFF<")) {
    return /<TestRun[\s>]/.test(text.slice(0, 2_000)) ? parseTrx(text) : parseJunit(text, repoDir);
  }
  return text.startsWith("{") ? parseJson(text, repoDir) : [];
}

/** The JSON of jest, mocha and RSpec. */
function parseJson(text: string, repoDir: string): TestCase[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  const jest = JestReport.safeParse(value);
  if (jest.success) return parseJest(jest.data, repoDir);
  const mocha = MochaReport.safeParse(value);
  if (mocha.success) return parseMocha(mocha.data, repoDir);
  const rspec = RspecReport.safeParse(value);
  return rspec.success ? parseRspec(rspec.data, repoDir) : [];
}
