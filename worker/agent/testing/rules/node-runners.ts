import type { TestCommand, TestRunner } from "../../types.ts";

export interface NodeRunner {
  name: TestRunner;
  parser: TestCommand["parser"];
  /** Name of the result file of a run by itself; null for a runner that reports on stdout. */
  resultFile: string | null;
  args(resultFile: string): string[];
}

const VITEST: NodeRunner = {
  name: "vitest",
  parser: "junit",
  resultFile: "vitest.xml",
  args: (file) => ["--reporter=default", "--reporter=junit", `--outputFile.junit=${file}`],
};
const JEST: NodeRunner = {
  name: "jest",
  parser: "jest-json",
  resultFile: "jest.json",
  args: (file) => ["--json", `--outputFile=${file}`],
};
const MOCHA: NodeRunner = {
  name: "mocha",
  parser: "mocha-json",
  resultFile: "mocha.json",
  args: (file) => ["--reporter", "json", "--reporter-option", `output=${file}`],
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

/** What may stand before the program: variables, and tools that only run another program. */
const WRAPPER =
  /^(?:(?:\w+=(?:"[^"]*"|'[^']*'|\S*)|cross-env(?:-shell)?|npx|bunx|(?:pnpm|yarn|npm)\s+exec(?:\s+--)?|(?:c8|nyc)(?:\s+--?[\w-]+(?:=\S+)?)*|dotenv\s+--)\s+)+/;

/** The test runner that one command of a script starts; null when it is none that we know, or one that watches. */
export function runnerOf(command: string): NodeRunner | null {
  if (/\s--?watch(?:All)?(?:\s|=true|$)|\s-w(?:\s|$)/.test(command)) return null;
  const program = command
    .replace(WRAPPER, "")
    .replace(/^(?:pnpm|yarn)\s+(?=(?:vitest|jest|mocha|ava)\b)/, "");
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
