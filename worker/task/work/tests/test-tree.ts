import { runTests } from "../../../agent/index.ts";
import type { TestCase, TestReport } from "../../../protocol/index.ts";
import { LIMITS } from "../../record/deadlines.ts";
import type { StepContext } from "../../run/step.ts";
import { type Preparation, timeLeft } from "./dependencies.ts";

/** For what a step does before and after its commands. */
const MARGIN_MS = 2 * 60_000;

/** When the commands of a step that starts now must have ended: a hanging test is a result, not the step's end. */
export const commandsEndBy = (startedAt: number): number => startedAt + LIMITS.stepMs - MARGIN_MS;

/** How many runs that take this long have room in the time that is left. */
export const runsThatFit = (durationMs: number, leftMs: number): number =>
  Math.max(0, Math.floor(leftMs / Math.max(1, durationMs)));

export interface TestRun extends Preparation {
  /** Files whose packages are tested first, where a repository has several. */
  paths: readonly string[];
  /** Packages that are run as well. */
  also?: readonly string[];
  /** These packages and nothing else. */
  packages?: readonly string[];
  /** These tests alone. */
  only?: readonly TestCase[];
}

/** Runs the tests of the tree as it stands. */
export const testTree = (
  context: StepContext,
  { commands, paths, also, packages, only, ...time }: TestRun,
): Promise<TestReport> =>
  runTests(context.host, commands, { timeoutMs: timeLeft(context, time, 1), paths, also, packages, only });
