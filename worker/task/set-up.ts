import type { Plan } from "../protocol/index.ts";
import { runBaseline } from "./baseline-run.ts";
import { contextOf } from "./documents-of.ts";
import type { StepContext } from "./step.ts";
import { commandsEndBy } from "./test-tree.ts";

/**
 * Runs the set-up that the repository asks for, once in a workspace and only as the approved plan showed it, and
 * then the tests again on the tree that is still untouched. A command that fails is told, not fatal: the tests show
 * what it is worth.
 */
export async function setUp(context: StepContext, plan: Plan): Promise<void> {
  const { life, host, workspace, config, clock } = context;
  const { setup } = contextOf(life);
  const shown = new Set(plan.commands.setup.map(({ command }) => command));
  const approved = (setup?.commands ?? []).filter(({ display }) => shown.has(display));
  if (approved.length === 0 || (await workspace.isSetUp())) return;
  const endBy = commandsEndBy(clock.now());
  for (const { argv, env, dir, display } of approved) {
    const timeoutMs = Math.max(1_000, Math.min(config.COMMAND_TIMEOUT_MS, endBy - clock.now()));
    const cwd = dir === undefined ? host.repoDir : `${host.repoDir}/${dir}`;
    const result = await host.run(argv, { cwd, env: { CI: "true", ...env }, timeoutMs });
    if (result.exitCode === 0) continue;
    host.emit({
      type: "warning",
      message: `Set-up command failed: ${display}`.slice(0, 400),
      data: { code: "setup_failed", detail: result.stderr.slice(-2_000) || null },
    });
    break;
  }
  // Before and after must be run in the same surroundings, or the comparison says nothing about the edits.
  if (life.record.tree === null) await runBaseline(context, endBy, ", after the set-up");
  // Only now: an attempt that is interrupted above has to run its tests again.
  await workspace.markSetUp();
  // What set-up and tests left behind is not part of the change.
  await workspace.restore();
}
