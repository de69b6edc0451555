/** The commands that hold in a task, and what is kept of them for the repository. */
import { databaseOf } from "../../../access/database.ts";
import { SERVICE } from "../../../access/principal.ts";
import { detectCommandsIn, setupWithChosen } from "../../../agent/index.ts";
import type { DetectedCommands } from "../../../agent/types.ts";
import {
  type ChosenCommands,
  COMMAND_KINDS,
  type KeptCommands,
  type Plan,
  sameChoice,
} from "../../../protocol/index.ts";
import { putKeptCommands, readKeptCommands } from "../../../store/repo-settings.ts";
import { contextOf } from "../../record/documents-of.ts";
import type { StepContext } from "../../run/step.ts";
import { keptAfter } from "./plan-commands.ts";

/** Detects the commands in the present tree, with the chosen ones in their places. */
export async function detectChosen({
  host,
  life,
}: Pick<StepContext, "host" | "life">): Promise<DetectedCommands> {
  return detectCommandsIn(host, life.documents.get("chosen_commands") ?? {});
}

/** What earlier plans left for this repository; nothing when the database does not answer. */
export async function keptCommands({ config, life, host }: StepContext): Promise<KeptCommands> {
  const { userId, repo_full_name, taskId } = life.record.init;
  try {
    return await readKeptCommands(databaseOf(config, SERVICE), userId, repo_full_name);
  } catch (error) {
    host.signal.throwIfAborted();
    console.warn(`commands of the repository of ${taskId} were not read`, error);
    return {};
  }
}

/**
 * Lets the commands of the approved plan hold from now on, in both trees: call it before anything is installed by the
 * old ones. Where tests, dependencies or set-up are now other ones, an earlier baseline says nothing about them: it is
 * dropped, one that still runs is ended, and `baseline_due` asks for another. True where the set-up is another one.
 */
export async function adoptCommands(context: StepContext, plan: Plan): Promise<boolean> {
  const { life, commit } = context;
  const before: ChosenCommands = life.documents.get("chosen_commands") ?? {};
  const now: ChosenCommands = plan.chosen_commands ?? before;
  const changed = COMMAND_KINDS.filter((kind) => !sameChoice(before, now, kind));
  if (changed.length === 0) return false;
  const known = contextOf(life);
  const commands = await detectOnBase(context, now);
  const setup = setupWithChosen(known.found?.setup ?? known.setup, now);
  const matters = changed.some((kind) => kind !== "lint");
  const otherSetUp = changed.includes("setup");
  if (otherSetUp) await context.checkout.markSetUp(false);
  commit(() => {
    life.documents.put("chosen_commands", now);
    life.documents.put("context", { ...known, commands, setup });
    if (!matters) return;
    life.documents.put("baseline_due", true);
    life.documents.delete("baseline");
    life.documents.delete("set_up_needed");
    life.documents.delete("set_up_baseline");
  });
  if (matters) context.endBaseline();
  return otherSetUp;
}

/** The commands of the base commit. The evidence tree shows it, unless there is a change already. */
async function detectOnBase(
  { life, host, checkout, evidence }: StepContext,
  chosen: ChosenCommands,
): Promise<DetectedCommands> {
  await checkout.ensure();
  if (life.record.tree === null) return detectCommandsIn(host, chosen);
  return evidence.run(async () => {
    await checkout.showBase();
    return detectCommandsIn(host, chosen);
  });
}

/** Keeps the commands of the approved plan for the next task. Best effort: losing them fails no task. */
export async function keepCommands({ config, life, host, commit }: StepContext, plan: Plan): Promise<void> {
  const { userId, repo_full_name, taskId } = life.record.init;
  const kept = keptAfter(plan, life.documents.get("kept_commands") ?? {});
  if (kept === null) return;
  try {
    const stored = await putKeptCommands(databaseOf(config, SERVICE), userId, repo_full_name, kept);
    if (stored === "kept") commit(() => life.documents.put("kept_commands", kept));
  } catch (error) {
    host.signal.throwIfAborted();
    console.warn(`commands of ${taskId} were not kept`, error);
  }
}
