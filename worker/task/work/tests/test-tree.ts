import { runTests } from "../../../agent/index.ts";
import type { TestCase, TestReport } from "../../../protocol/index.ts";
import { LIMITS } from "../../record/deadlines.ts";
import type { StepContext } from "../../run/step.ts";
import { type Preparation, timeLeft } from "./dependencies.ts";

/** Reserve for what a step does before and after its commands. */
const MARGIN_MS = 2 * 60_000;

/** Deadline for the commands of a step that starts now: a hanging test must be a result, not the step's end. */
export const commandsEndBy = (startedAt: number): number => startedAt + LIMITS.stepMs - MARGIN_MS;

/** How many runs of this duration fit into the remaining time. */
export const runsThatFit = (durationMs: number, leftMs: number): number =>
  Math.max(0, Math.floor(leftMs / Math.max(1, durationMs)));

export interface TestRun extends Preparation {
  /** Files whose packages are tested first, where a repository has several. */
  paths: readonly string[];
  /** Additional packages to run. */
  also?: readonly string[];
  /** Only these packages. */
  packages?: readonly string[];
  /** Only these tests. */
  only?: readonly TestCase[];
}

/** Runs the tests of the present tree. */
export const testTree = (
  context: StepContext,
  { commands, paths, also, packages, only, ...time }: TestRun,
): Promise<TestReport> =>
  runTests(context.host, commands, { timeoutMs: timeLeft(context, time, 1), paths, also, packages, only });
