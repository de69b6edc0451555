import type { Plan } from "../../../protocol/index.ts";
import { baselineOf, checkoutNotesOf, contextOf, knownBaseline } from "../../record/documents-of.ts";
import { planLine } from "../../record/messages.ts";
import { reproducedOf } from "../../record/reproduced.ts";
import type { Step } from "../../run/step.ts";
import { commandPort, withCommands } from "../commands/command-port.ts";
import { takenOver } from "../earlier-runs.ts";
import { agentModel, budgetStore, conversation } from "../model/agent-ports.ts";
import { estimateOf } from "../model/estimate.ts";
import { promptImages } from "../model/images.ts";
import { keepLearned, learn, recall } from "../model/knowledge.ts";
import { taskMark } from "../model/task-mark.ts";
import { documentedFor } from "../tests/documented.ts";
import { plannedCommands } from "../tests/plan-commands.ts";
import { reproduceOnBase } from "../tests/reproduction.ts";
import { commandsEndBy } from "../tests/test-tree.ts";
import { retitle } from "../titles.ts";

const NOTHING_FOUND = { install: null, test: null, lint: null, setup: [] };

/**
 * Creates a plan, or a new version for the user's comment. Only reading tools are offered; the one command that runs is
 * the plan's reproduction.
 */
export const plan: Step = async (context) => {
  const { life, agent, host, inbox, checkout, clock } = context;
  const endBy = commandsEndBy(clock.now());
  await checkout.ensure();
  const { init, refinement, planVersion, baseCommit } = life.record;
  const repo = contextOf(life);
  const current = planVersion === null ? null : life.plan(planVersion);
  const name = `plan:${planVersion ?? 0}`;
  const draft = await agent.plan(
    withCommands(host, commandPort(context)),
    await agentModel(context),
    budgetStore(context),
    conversation(context, name, checkout),
    {
      ...takenOver(context, name, refinement ?? ""),
      prompt: init.prompt,
      images: promptImages(init),
      mark: taskMark(context),
      knowledge: await recall(context),
      learn: (item) => learn(context, item),
      context: repo,
      previous: current && refinement !== null ? { plan: current, feedback: refinement } : null,
      baseline: () => knownBaseline(life),
      reproduce: (reproduction) => reproduceOnBase(context, reproduction, endBy),
    },
  );
  await keepLearned(context);
  const made: Plan = {
    ...draft,
    version: (planVersion ?? 0) + 1,
    parent_version: planVersion,
    author: "model",
    base_commit: baseCommit ?? "",
    ...plannedCommands({
      found: repo.found?.shown ?? NOTHING_FOUND,
      kept: life.documents.get("kept_commands") ?? {},
      previous: current,
      // Carried out at once: nobody would see a proposal before it runs.
      proposed: init.review_plan ? (draft.chosen_commands ?? null) : null,
      documented: init.review_plan ? documentedFor(repo, baselineOf(life)) : null,
    }),
    notes: checkoutNotesOf(life),
    ...(draft.reproduction ? { reproduced: reproducedOf(life, draft.reproduction) } : {}),
    estimate: estimateOf(life.record, draft.steps.length),
    created_at: new Date(clock.now()).toISOString(),
  };
  return {
    event: "planned",
    change: (record) => {
      record.planVersion = made.version;
      retitle(record, made.goal);
      record.refinement = null;
    },
    before: () => {
      life.addPlan(made);
      inbox.settle();
    },
    events: [
      {
        type: "plan",
        message: planLine(made, init.review_plan),
        data: { plan: made },
      },
    ],
  };
};
