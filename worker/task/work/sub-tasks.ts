/** Executes a plan with dependent steps one step at a time, with a checkpoint after each. */
import type { AgentHost, AgentModel, EditRequest, EditResult } from "../../agent/types.ts";
import { orderOf, type Plan, type PlanStep } from "../../protocol/index.ts";
import type { DoneStep } from "../record/stored-documents.ts";
import type { StepContext } from "../run/step.ts";
import { takenOver } from "./earlier-runs.ts";
import { budgetStore, conversation } from "./model/agent-ports.ts";
import { taskMark } from "./model/task-mark.ts";
import { standingSince } from "./run-standing.ts";
import { stepTests } from "./tests/step-tests.ts";

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

/** The next step to run: none that was given up, and none that depends on such a step. Pure. */
export function nextStep(left: readonly PlanStep[], givenUp: ReadonlySet<string>): PlanStep | null {
  const blocked = new Set(givenUp);
  for (const step of left) {
    if (step.depends_on.some((id) => blocked.has(id))) blocked.add(step.id);
    if (!blocked.has(step.id)) return step;
  }
  return null;
}

interface StepByStep {
  host: AgentHost;
  model: AgentModel;
  request: Omit<EditRequest, "stepId" | "doneSteps" | "changedSoFar" | "mark" | "takeMessages">;
  /** What tests need is there once this resolves. */
  prepared: Promise<void>;
}

/**
 * Runs the remaining steps. After each the change is checkpointed and the step marked as done, so that neither a crash
 * nor a wider plan repeats it, and before the next one its own tests run, so that the model knows what they say. A step that left planned files as they were is not done; steps that depend on it do not
 * run. Stops at the first step that ends otherwise.
 */
export async function applyInSteps(
  context: StepContext,
  { host, model, request, prepared }: StepByStep,
): Promise<EditResult> {
  const { life, agent, changes, commit } = context;
  const { checkout } = await context.work();
  const { plan } = request;
  const givenUp = new Map<string, DoneStep>();
  const untouched: string[] = [];
  let title = "";
  const about = life.record.round.kind === "follow_up" ? life.record.round.text : "";
  for (;;) {
    const { done, left } = splitSteps(plan, life.documents.get("done-steps") ?? []);
    const step = nextStep(left, new Set(givenUp.keys()));
    if (!step) return endOf({ done, left, givenUp, untouched, title });
    const name = `apply:${plan.version}:${life.record.round.n}:${step.id}`;
    const report = (status: "started" | "done" | "not_done", verb: string) =>
      host.emit({
        type: "plan_step",
        message: `${verb} ${done.length + 1} of ${plan.steps.length}: ${step.title}`,
        data: { id: step.id, status, title: step.title },
        dedupe: `${name}:${status}`,
      });
    const before = done.at(-1);
    const tested = before && (await stepTests(context, before.step, { run: request.runTests, prepared }));
    report("started", "Step");
    const result = await agent.edit(
      host,
      model,
      budgetStore(context),
      conversation(context, name, checkout),
      {
        ...request,
        mark: taskMark(context),
        ...takenOver(context, name, about),
        standing: standingSince(context, name),
        stepId: step.id,
        doneSteps: done.map((item) => item.step.id),
        ...(tested ? { testsBefore: tested } : {}),
        ...(done.length > 0 ? { saidSoFar: { title, summary: summaryOf(done) } } : {}),
        changedSoFar: await changes.text(MAX_PROMPT_DIFF_CHARS),
      },
    );
    if (!("summary" in result)) return result;
    title = result.words?.title || title;
    if (result.end !== "done") {
      const here = { step, summary: result.summary };
      const said = summaryOf(result.unchanged ? done : [...done, here]);
      return { ...result, summary: summaryOf([...done, here]), words: { title, said, open: "" } };
    }
    const checkpoint = await checkout.checkpoint();
    if (result.untouched) {
      givenUp.set(step.id, { step, summary: result.summary });
      untouched.push(...result.untouched);
      commit(() => {
        checkpoint();
        report("not_done", "Not done: step");
      });
      continue;
    }
    commit(() => {
      checkpoint();
      life.documents.delete("step_tests");
      life.documents.put("done-steps", [...done, { step, summary: result.summary }]);
      report("done", "Done with step");
    });
  }
}

function endOf({
  done,
  left,
  givenUp,
  untouched,
  title,
}: {
  done: readonly DoneStep[];
  left: readonly PlanStep[];
  givenUp: ReadonlyMap<string, DoneStep>;
  untouched: string[];
  title: string;
}): EditResult {
  const said = summaryOf(done);
  if (left.length === 0) return { end: "done", summary: said, words: { title, said, open: "" } };
  const open = left.map(
    (step) => givenUp.get(step.id) ?? { step, summary: "Not begun: it builds on a step that is not done." },
  );
  const rest = `Not done:\n\n${summaryOf(open)}`;
  const summary = [said, rest].filter(Boolean).join("\n\n");
  return { end: "done", summary, untouched, words: { title, said, open: rest } };
}

const summaryOf = (done: readonly DoneStep[]): string =>
  done.map(({ step, summary }) => `**${step.title}**: ${summary || "done."}`).join("\n\n");
