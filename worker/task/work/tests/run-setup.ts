import type { Plan } from "../../../protocol/index.ts";
import { contextOf } from "../../record/documents-of.ts";
import type { StepContext } from "../../run/step.ts";
import { runBaseline } from "./baseline-run.ts";
import { approvedSetUp, ensureInstalled, ensureSetUp } from "./dependencies.ts";
import { commandsEndBy } from "./test-tree.ts";

/**
 * Runs the set-up that the repository asks for, once in a checkout and only as the approved plan showed it, and then
 * the tests again on the tree that is still untouched.
 */
export async function setUp(context: StepContext, plan: Plan): Promise<void> {
  const { life, checkout, config, clock } = context;
  if (approvedSetUp(context, plan).length === 0 || (await checkout.isSetUp())) return;
  const endBy = commandsEndBy(clock.now());
  const { commands } = contextOf(life);
  const wanted = { commands, endBy, limitMs: config.COMMAND_TIMEOUT_MS };
  const untouched = life.record.tree === null;
  // With changes in the tree it is the tests' turn to install what they ask for.
  if (untouched) await ensureInstalled(context, wanted);
  await ensureSetUp(context, plan, wanted);
  // Before and after must be run in the same surroundings, or the comparison says nothing about the edits.
  if (untouched) await runBaseline(context, endBy, ", after the set-up");
  // Only now: an attempt that is interrupted above has to run its tests again.
  await checkout.markSetUp();
  // What set-up and tests left behind is not part of the change.
  await checkout.restore();
}
