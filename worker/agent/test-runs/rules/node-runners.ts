import type { TestCommand, TestRunner } from "../../types.ts";
import { commandText, scriptParts, withoutWrappers } from "./shell.ts";

export interface NodeRunner {
  name: TestRunner;
  parser: TestCommand["parser"];
  /** Name of a run's result file; null for a runner that reports on stdout. */
  resultFile: string | null;
  args(resultFile: string): string[];
  /** Arguments that disable watch mode, whatever its configuration says. */
  once?: string[];
}

const VITEST: NodeRunner = {
  name: "vitest",
  parser: "junit",
  resultFile: "vitest.xml",
  args: (file) => ["--reporter=default", "--reporter=junit", `--outputFile.junit=${file}`],
  once: ["--run"],
};
const JEST: NodeRunner = {
  name: "jest",
  parser: "jest-json",
  resultFile: "jest.json",
  args: (file) => ["--json", `--outputFile=${file}`],
  once: ["--watch=false", "--watchAll=false"],
};
const MOCHA: NodeRunner = {
  name: "mocha",
  parser: "mocha-json",
  resultFile: "mocha.json",
  args: (file) => ["--reporter", "json", "--reporter-option", `output=${file}`],
  once: ["--no-watch"],
};
const AVA: NodeRunner = { name: "ava", parser: "tap", resultFile: null, args: () => ["--tap"] };
const TAP: NodeRunner = { name: "tap", parser: "tap", resultFile: null, args: () => ["--reporter=tap"] };
const BORP: NodeRunner = {
  name: "borp",
  parser: "junit",
  resultFile: "borp.xml",
  args: (file) => ["--reporter=spec", `--reporter=junit:${file}`],
};
const BUN: NodeRunner = {
  name: "bun",
  parser: "junit",
  resultFile: "bun.xml",
  args: (file) => ["--reporter=junit", `--reporter-outfile=${file}`],
};
const NODE_TEST: NodeRunner = {
  name: "node-test",
  parser: "junit",
  resultFile: "node.xml",
  args: () => [],
};

/** The test runner that a command starts; null when it is unknown. */
export function runnerOf(command: string): NodeRunner | null {
  const parts = scriptParts(command);
  if (parts?.length !== 1) return null;
  const program = commandText(withoutWrappers(parts[0]?.words ?? []).command).replace(
    /^(?:pnpm|yarn)\s+(?=(?:vitest|jest|mocha|ava)\b)/,
    "",
  );
  if (/^vitest(?:\s|$)/.test(program))
    return /^vitest\s+(?:watch|dev|bench|list|init|typecheck)\b/.test(program) ? null : VITEST;
  if (/^(?:jest|react-scripts\s+test|craco\s+test)(?:\s|$)/.test(program)) return JEST;
  if (/^node\s[^&|;]*\/jest(?:\/bin\/jest(?:\.js)?|\.js)?(?:\s|$)/.test(program)) return JEST;
  if (/^(?:node\s[^&|;]*\/)?_?mocha(?:\.js)?(?:\s|$)/.test(program)) return MOCHA;
  if (/^ava(?:\s|$)/.test(program)) return AVA;
  if (/^tap(?:\s|$)/.test(program)) return TAP;
  if (/^borp(?:\s|$)/.test(program)) return BORP;
  if (/^bun\s+test(?:\s|$)/.test(program)) return BUN;
  if (/^node\s(?:[^&|;]*\s)?--test(?:\s|$)/.test(program)) return NODE_TEST;
  return null;
}
