import type { Plan } from "../../../protocol/index.ts";
import { contextOf } from "../../record/documents-of.ts";
import type { StepContext } from "../../run/step.ts";
import { runBaseline } from "./baseline-run.ts";
import { keepCommands } from "./chosen-commands.ts";
import { ensureInstalled, ensureSetUp, neededSetUp } from "./dependencies.ts";
import { isScraped } from "./needed-setup.ts";
import { commandsEndBy } from "./test-tree.ts";

/**
 * Runs the repository's set-up, once per checkout and only as shown in the approved plan, then the tests before the edits
 * once more: both test runs need the same environment, or the comparison says nothing about the edits.
 */
export async function setUp(context: StepContext, plan: Plan): Promise<void> {
  const { life, checkout, config, clock, commit } = context;
  await keepCommands(context, plan);
  const { setup, commands } = contextOf(life);
  const pending = async () => !(await checkout.isSetUp()) && (await neededSetUp(context, plan)).length > 0;
  // A set-up that runs in any case is followed by these tests.
  const follows = setup && !isScraped(setup) && (await pending());
  if (life.documents.get("baseline_due") && !follows) await runBaselineAnew(context);
  if (!(await pending())) return;
  const endBy = commandsEndBy(clock.now());
  const wanted = { commands, endBy, limitMs: config.COMMAND_TIMEOUT_MS };
  const first = !life.documents.get("set_up_baseline");
  // Later the test step installs, for the tree that it tests.
  if (first) {
    // The agent may be editing already.
    await checkout.showBase();
    await ensureInstalled(context, wanted);
  }
  await ensureSetUp(context, plan, wanted);
  if (first) {
    await runBaseline(context, endBy, ", after the set-up");
    commit(() => life.documents.put("set_up_baseline", true));
  }
  // Marked last: an attempt that is interrupted before has to run its tests again.
  await checkout.markSetUp();
  // Files that set-up and tests wrote are not part of the change.
  await checkout.restore();
}

/** The tests before the edits, again with the commands that the approved plan chose. */
async function runBaselineAnew(context: StepContext): Promise<void> {
  const { checkout, clock } = context;
  // The agent may be editing already.
  await checkout.showBase();
  await runBaseline(context, commandsEndBy(clock.now()), ", with the commands of the plan");
  await checkout.restore();
}
