import { stripAnsi } from "../../test-runs/cases.ts";
import { blockForms } from "./blocks.ts";
import { compiled } from "./compiled.ts";
import type { Failure } from "./failure.ts";
import { python } from "./python.ts";
import { stacks } from "./stacks.ts";
import { uncaught } from "./uncaught.ts";

const MAX_LINES = 20_000;
const MAX_LINE_CHARS = 500;

/** The output as lines: without colours, lines that were written over as they ended, long ones cut. */
export function linesOf(output: string): string[] {
  const lines = stripAnsi(output)
    .split(/\r?\n/)
    .map((line) => line.slice(line.lastIndexOf("\r") + 1).slice(0, MAX_LINE_CHARS));
  if (lines.length <= MAX_LINES) return lines;
  return [...lines.slice(0, MAX_LINES / 2), ...lines.slice(-MAX_LINES / 2)];
}

/** Every failure that these lines report; one may appear in two forms. Pure. */
export const failuresIn = (lines: readonly string[]): Failure[] =>
  [python, stacks, blockForms, compiled, uncaught].flatMap((read) => read(lines));

export type { Failure } from "./failure.ts";
