import type { TestCase } from "../../protocol/index.ts";
import type { DetectedCommands } from "../types.ts";
import { stripAnsi, withUniqueIds } from "./cases.ts";
import { parseCargo } from "./parsers/cargo.ts";
import { parseGo } from "./parsers/go.ts";
import { parseJest } from "./parsers/jest.ts";
import { parseJunit } from "./parsers/junit.ts";
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
      return resultFile ? parseJunit(resultFile, repoDir) : recognise(stdout, stderr, repoDir);
    case "jest-json":
      return resultFile ? parseJest(resultFile, repoDir) : [];
    case "tap":
      return parseTap(resultFile ?? stdout, repoDir);
    case "unittest":
      return parseUnittest(stderr);
    case "go-json":
      return parseGo(stdout);
    case "cargo":
      return parseCargo(stdout, stderr);
    case "none":
      return recognise(stdout, stderr, repoDir);
  }
}

function recognise(stdout: string, stderr: string, repoDir: string): TestCase[] {
  if (/^TAP version 1[34]$/m.test(stdout)) return parseTap(stdout, repoDir);
  if (/^Ran \d+ tests? in [\d.]+s$/m.test(stderr)) return parseUnittest(stderr);
  if (/^test result: (?:ok|FAILED)\./m.test(stdout)) return parseCargo(stdout, stderr);
  if (/^\{"Time":"[^"]+","Action":"/m.test(stdout)) return parseGo(stdout);
  return [];
}
