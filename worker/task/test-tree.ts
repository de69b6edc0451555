import { installDependencies, runTests } from "../agent/index.ts";
import type { DetectedCommands } from "../agent/types.ts";
import type { TestCase, TestReport } from "../protocol/index.ts";
import { LIMITS } from "./deadlines.ts";
import type { StepContext } from "./step.ts";

/** For what a step does before and after its commands. */
const MARGIN_MS = 2 * 60_000;

/** When the commands of a step that starts now must have ended: a hanging test is a result, not the step's end. */
export const commandsEndBy = (startedAt: number): number => startedAt + LIMITS.stepMs - MARGIN_MS;

/** How many runs that take this long have room in the time that is left. */
export const runsThatFit = (durationMs: number, leftMs: number): number =>
  Math.max(0, Math.floor(leftMs / Math.max(1, durationMs)));

export interface TestRun {
  commands: DetectedCommands;
  /** Everything has ended by then. */
  endBy: number;
  /** How long one command may take; `COMMAND_TIMEOUT_MS` without it. */
  limitMs?: number;
  /** Files whose packages are tested first, where a repository has several. */
  paths: readonly string[];
  /** These tests alone. */
  only?: readonly TestCase[];
}

/** Installs once per workspace, then runs the tests of the tree as it stands. */
export async function testTree(
  { host, workspace, config, clock }: StepContext,
  { commands, endBy, limitMs, paths, only }: TestRun,
): Promise<TestReport> {
  const within = (share: number) =>
    Math.max(
      1_000,
      Math.min(limitMs ?? config.COMMAND_TIMEOUT_MS, Math.floor((endBy - clock.now()) * share)),
    );
  if (commands.install && !(await workspace.isInstalled())) {
    const installed = await installDependencies(host, commands, { timeoutMs: within(0.5) });
    if (installed && installed.exitCode !== 0)
      host.emit({
        type: "warning",
        message: `Installing dependencies failed: ${commands.install.display}`,
        data: { code: "install_failed", detail: installed.stderr.slice(-2_000) || null },
      });
    else await workspace.markInstalled();
  }
  return runTests(host, commands, { timeoutMs: within(1), paths, only });
}
