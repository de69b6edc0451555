import type { Plan, TestComparison } from "../../protocol/index.ts";
import { agentModel, budgetStore, conversation } from "../agent-ports.ts";
import { approvedPlan, contextOf } from "../documents-of.ts";
import type { Outcome, Step, StepContext } from "../step.ts";
import { StepFailure } from "../step.ts";

/** Carries out the approved plan, a repair, or what the user asked after seeing the diff. */
export const apply: Step = async (context) => {
  const { life, agent, host, inbox, workspace, commit } = context;
  const plan = approvedPlan(life);
  const { init, round } = life.record;
  await workspace.ensure();
  // The tree must be exactly what the stored conversation knows about.
  await workspace.restore();
  const result = await agent.apply(
    host,
    await agentModel(context),
    budgetStore(context),
    conversation(context, `apply:${plan.version}:${round.n}`),
    {
      prompt: init.prompt,
      context: contextOf(life),
      plan,
      round: roundFor(context),
      takeMessages: () => inbox.take(),
    },
  );
  const checkpoint = await workspace.checkpoint();
  commit(() => {
    checkpoint();
    life.update((record) => {
      record.gatePassed = false;
      record.diffSeen = false;
      if ("summary" in result) record.finalSummary = result.summary;
    });
    // Evidence of an older tree says nothing about this one.
    life.documents.delete("comparison");
  });
  switch (result.end) {
    case "done":
      return { event: "applied", before: () => inbox.settle() };
    case "scope_exceeded":
      return widen(context, plan, result.paths);
    case "needs_user":
      return {
        event: "asked",
        before: () => inbox.settle(),
        events: [
          {
            type: "question",
            message: `The agent asks: ${result.questions.join(" ")}`.slice(0, 500),
            data: { questions: result.questions },
          },
        ],
      };
    case "budget_exhausted":
      throw new StepFailure(
        "budget_exhausted",
        `The task's budget is used up: ${result.detail}. The diff so far is kept`,
      );
    case "loop_detected":
      throw new StepFailure(
        "loop_detected",
        `The model repeats itself: ${result.detail}. The diff so far is kept`,
      );
  }
};

function roundFor({ life }: StepContext) {
  const { round } = life.record;
  if (round.kind === "follow_up") return { kind: "follow_up" as const, text: round.text };
  const comparison = round.kind === "repair" ? life.documents.get<TestComparison>("repair") : null;
  return comparison ? { kind: "repair" as const, comparison } : { kind: "plan" as const };
}

/** The plan with the extra files as one more step; it waits for the user like any other version. */
function widen({ life, clock, inbox }: StepContext, plan: Plan, paths: string[]): Outcome {
  const { planVersion } = life.record;
  const version = (planVersion ?? plan.version) + 1;
  const wider: Plan = {
    ...plan,
    version,
    parent_version: plan.version,
    author: "scope",
    steps: [
      ...plan.steps,
      {
        id: `scope-${version}`,
        title:
          paths.length === 1
            ? `Also change ${paths[0]}`.slice(0, 200)
            : `Also change ${paths.length} more files`,
        intent: "The agent found that the approved plan cannot be carried out without these files.",
        files: paths.slice(0, 100).map((path) => ({ path, action: "modify" as const })),
        acceptance: "",
        tests: [],
        risk: "medium",
        risk_note: "",
        depends_on: [],
      },
    ],
    created_at: new Date(clock.now()).toISOString(),
  };
  return {
    event: "scope_exceeded",
    before: () => {
      life.addPlan(wider);
      inbox.settle();
    },
    change: (record) => {
      record.planVersion = version;
      record.round = { kind: "plan", n: record.round.n + 1 };
    },
    events: [
      {
        type: "scope_exceeded",
        message: `The agent asks for files outside the plan: ${paths.join(", ")}`.slice(0, 500),
        data: { version, paths },
      },
      { type: "plan", message: `Plan version ${version}, with the files asked for`, data: { plan: wider } },
    ],
  };
}
