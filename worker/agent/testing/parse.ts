import type { TestCase } from "../../protocol/index.ts";
import type { DetectedCommands } from "../types.ts";
import { stripAnsi, withUniqueIds } from "./cases.ts";
import { parseCargo } from "./parsers/cargo.ts";
import { parseDocuments } from "./parsers/documents.ts";
import { parseExunit } from "./parsers/exunit.ts";
import { parseGo } from "./parsers/go.ts";
import { parseMinitest } from "./parsers/minitest.ts";
import { parseTap } from "./parsers/tap.ts";
import { parseUnittest } from "./parsers/unittest.ts";

export type ParserKind = NonNullable<DetectedCommands["test"]>["parser"];

export interface TestOutput {
  stdout: string;
  stderr: string;
  /** Content of the result file; null when the command writes none or has not written it. */
  resultFile: string | null;
  repoDir: string;
}

/** The cases of one run, with ids that are unique in it. `none` tries whatever the text output looks like. */
export function parseOutput(kind: ParserKind, output: TestOutput): TestCase[] {
  return withUniqueIds(parseKind(kind, output));
}

function parseKind(kind: ParserKind, output: TestOutput): TestCase[] {
  const { repoDir, resultFile } = output;
  const stdout = stripAnsi(output.stdout);
  const stderr = stripAnsi(output.stderr);
  switch (kind) {
    case "junit":
    case "trx":
    case "jest-json":
    case "mocha-json":
    case "rspec-json": {
      const cases = parseDocuments(resultFile ?? "", repoDir);
      return cases.length > 0 ? cases : recognise(stdout, stderr, repoDir);
    }
    case "mixed":
      return [...parseDocuments(resultFile ?? "", repoDir), ...recognise(stdout, stderr, repoDir)];
    case "tap":
      return parseTap(resultFile ?? stdout, repoDir);
    case "unittest":
      return parseUnittest(stderr);
    case "go-json":
      return parseGo(stdout, stderr);
    case "cargo":
      return parseCargo(stdout, stderr);
    case "exunit":
      return parseExunit(stdout);
    case "minitest":
      return parseMinitest(stdout);
    case "none":
      return recognise(stdout, stderr, repoDir);
  }
}

/** The text formats, and a JSON report that an older runner prints instead of writing it. */
function recognise(stdout: string, stderr: string, repoDir: string): TestCase[] {
  if (/^TAP version 1[34]$/m.test(stdout) || /^1\.\.\d+$/m.test(stdout)) return parseTap(stdout, repoDir);
  if (/^Ran \d+ tests? in [\d.]+s$/m.test(stderr)) return parseUnittest(stderr);
  if (/^test result: (?:ok|FAILED)\./m.test(stdout)) return parseCargo(stdout, stderr);
  if (/^\{"(?:Time|Action|ImportPath)":"/m.test(stdout)) return parseGo(stdout, stderr);
  if (/^ {2}\* .+ \[L#\d+\]\r?$/m.test(stdout)) return parseExunit(stdout);
  if (/#test_.+ = [\d.]+ s = [.FES]\r?$/m.test(stdout)) return parseMinitest(stdout);
  const json = /^\{\r?\n {2}"stats": \{[\s\S]*^\}/m.exec(stdout)?.[0];
  return json === undefined ? [] : parseDocuments(json, repoDir);
}
