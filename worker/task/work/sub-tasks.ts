/** Executes a plan with dependent steps one step at a time, with a checkpoint after each. */
import type { AgentModel, EditRequest, EditResult } from "../../agent/types.ts";
import { orderOf, type Plan, type PlanStep } from "../../protocol/index.ts";
import type { DoneStep } from "../record/stored-documents.ts";
import type { StepContext } from "../run/step.ts";
import { budgetStore, conversation } from "./model/agent-ports.ts";

/** Size limit of the current diff in the prompt. */
export const MAX_PROMPT_DIFF_CHARS = 100_000;

export const hasDependencies = (plan: Plan): boolean => plan.steps.some((step) => step.depends_on.length > 0);

/** Splits the steps into done and remaining ones, in order. Pure. */
export function splitSteps(
  plan: Pick<Plan, "steps">,
  done: readonly DoneStep[],
): { done: DoneStep[]; left: PlanStep[] } {
  const key = (step: PlanStep) => JSON.stringify(step);
  const finished = new Map(done.map((item) => [key(item.step), item]));
  const ordered = orderOf(plan.steps) ?? plan.steps;
  return {
    done: ordered.flatMap((step) => finished.get(key(step)) ?? []),
    left: ordered.filter((step) => !finished.has(key(step))),
  };
}

/**
 * Runs the remaining steps. After each the change is checkpointed and the step marked as done, so that neither a crash
 * nor a wider plan repeats it. Stops at the first step that does not end as done.
 */
export async function applyInSteps(
  context: StepContext,
  model: AgentModel,
  request: Omit<EditRequest, "stepId" | "doneSteps" | "changedSoFar" | "mark">,
): Promise<EditResult> {
  const { life, agent, host, checkout, changes, commit, clock } = context;
  const { plan } = request;
  for (;;) {
    const { done, left } = splitSteps(plan, life.documents.get("done-steps") ?? []);
    const step = left[0];
    if (!step) return { end: "done", summary: summaryOf(done) };
    const name = `apply:${plan.version}:${life.record.round.n}:${step.id}`;
    const report = (status: "started" | "done", verb: string) =>
      host.emit({
        type: "plan_step",
        message: `${verb} ${done.length + 1} of ${plan.steps.length}: ${step.title}`,
        data: { id: step.id, status, title: step.title },
        dedupe: `${name}:${status}`,
      });
    report("started", "Step");
    const result = await agent.edit(host, model, budgetStore(context), conversation(context, name), {
      ...request,
      mark: clock.id(),
      stepId: step.id,
      doneSteps: done.map((item) => item.step.id),
      changedSoFar: await changes.text(MAX_PROMPT_DIFF_CHARS),
    });
    if (result.end !== "done")
      return "summary" in result
        ? { ...result, summary: summaryOf([...done, { step, summary: result.summary }]) }
        : result;
    const checkpoint = await checkout.checkpoint();
    commit(() => {
      checkpoint();
      life.documents.put("done-steps", [...done, { step, summary: result.summary }]);
      report("done", "Done with step");
    });
  }
}

const summaryOf = (done: readonly DoneStep[]): string =>
  done.map(({ step, summary }) => `**${step.title}**: ${summary || "done."}`).join("\n\n");
