import type { EditRequest, EditResult, Knowledge, ScopeRequest } from "../../../agent/types.ts";
import type { Plan } from "../../../protocol/index.ts";
import { readFindings } from "../../objections/read-change.ts";
import { approvedPlan, contextOf, knownBaseline } from "../../record/documents-of.ts";
import { planLine } from "../../record/messages.ts";
import { StepFailure } from "../../run/failures.ts";
import type { Outcome, Step, StepContext } from "../../run/step.ts";
import { commandPort, withCommands } from "../commands/command-port.ts";
import { wantedIn } from "../commands/kept-changes.ts";
import { takenOver } from "../earlier-runs.ts";
import { agentModel, budgetStore, conversation } from "../model/agent-ports.ts";
import { promptImages } from "../model/images.ts";
import { keepLearned, learn, learnTestCommand, recall } from "../model/knowledge.ts";
import { taskMark } from "../model/task-mark.ts";
import { composed, titleIn, withRound } from "../round-words.ts";
import { standingSince } from "../run-standing.ts";
import { applyInSteps, hasDependencies, MAX_PROMPT_DIFF_CHARS } from "../sub-tasks.ts";
import { adoptCommands } from "../tests/chosen-commands.ts";
import { prepareEvidence } from "../tests/preparation.ts";
import { targetedRuns } from "../tests/targeted-run.ts";
import { retitle } from "../titles.ts";
import { widerPlan } from "../wider-plan.ts";

/** Executes the approved plan, a repair, or a follow-up of the user. */
export const edit: Step = async (context) => {
  const { life, inbox, commit } = context;
  const plan = approvedPlan(life);
  const otherSetUp = await adoptCommands(context, plan);
  const { checkout } = await context.work();
  await checkout.ensure();
  if (otherSetUp) await checkout.markSetUp(false);
  // The tree must match the stored conversation.
  await checkout.restore();
  const prepared = prepareEvidence(context, plan);
  const result = await carryOut(context, plan, prepared);
  await prepared;
  await learnTestCommand(context);
  await keepLearned(context);
  const checkpoint = await checkout.checkpoint();
  commit(checkpoint);
  await context.changes.sweep();
  const { round, tree } = life.record;
  const asked = round.kind === "follow_up" ? round.text : "";
  const rounds = withRound(
    life.documents.get("rounds") ?? [],
    result,
    { n: round.n, kind: round.kind, asked },
    tree === null,
  );
  const findings = await readFindings(context.life, context.changes);
  commit(() => {
    findings();
    life.documents.put("rounds", rounds);
    life.update((record) => {
      record.gatePassed = false;
      record.accepted = null;
      const whole = composed(rounds);
      if (whole !== "") record.finalSummary = whole;
      else if ("summary" in result) record.finalSummary = result.summary;
    });
    if (result.end === "needs_user")
      life.documents.put("asked", { round: life.record.round.n, questions: result.questions });
    // Evidence about an older tree does not apply to this one.
    life.documents.delete("comparison");
    life.documents.delete("install_failure");
    // Whoever decided on this round may want its change read again.
    if (round.kind !== "repair") life.documents.delete("reading_sent");
  });
  switch (result.end) {
    case "done":
      return {
        event: "applied",
        change: (record) => retitle(record, titleIn(rounds)),
        before: () => inbox.settle(),
      };
    case "scope_exceeded":
      return widen(context, plan, result.files);
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
        `Stopped by the task's budget: ${result.detail}. The diff so far is kept`,
      );
    case "loop_detected":
      throw new StepFailure(
        "loop_detected",
        `The model repeats itself: ${result.detail}. The diff so far is kept`,
      );
  }
};

/** Executes the whole plan in one run, or step by step when its steps depend on each other. */
async function carryOut(context: StepContext, plan: Plan, prepared: Promise<void>): Promise<EditResult> {
  const { life, agent, changes } = context;
  const { host: place, checkout } = await context.work();
  const port = commandPort(context);
  const host = withCommands(place, port);
  const { init, round: current } = life.record;
  const knowledge = await recall(context);
  const model = await agentModel(context);
  const round = roundFor(context);
  const runTests = targetedRuns(context, port);
  const request = {
    ...(runTests && { runTests }),
    prompt: init.prompt,
    images: promptImages(init),
    knowledge,
    learn: (item: Knowledge) => learn(context, item),
    context: contextOf(life),
    plan,
    round,
    baseline: () => knownBaseline(life),
  };
  const goesOn = round.kind === "plan" || (round.kind === "follow_up" && round.questions.length > 0);
  if (goesOn && hasDependencies(plan)) return applyInSteps(context, { host, model, request, prepared });
  const name = `apply:${plan.version}:${current.n}`;
  return agent.edit(host, model, budgetStore(context), conversation(context, name, checkout), {
    ...request,
    mark: taskMark(context),
    standing: standingSince(context, name),
    ...saidSoFar(context),
    ...takenOver(context, name, aboutOf(context)),
    changedSoFar: await changes.text(MAX_PROMPT_DIFF_CHARS),
  });
}

/** The user's words that the round itself shows. */
const aboutOf = ({ life }: Pick<StepContext, "life">): string =>
  life.record.round.kind === "follow_up" ? life.record.round.text : "";

/** What earlier rounds said, so that the last one can speak of the whole change. */
function saidSoFar({ life }: StepContext): Pick<EditRequest, "saidSoFar"> {
  const rounds = life.documents.get("rounds") ?? [];
  if (rounds.length === 0) return {};
  return { saidSoFar: { title: titleIn(rounds), summary: composed(rounds) } };
}

function roundFor({ life }: StepContext) {
  const { round } = life.record;
  if (round.kind === "follow_up") {
    const asked = life.documents.get("asked");
    const questions = asked?.round === round.n - 1 ? asked.questions : [];
    return { kind: "follow_up" as const, text: round.text, questions };
  }
  if (round.kind === "repair") {
    const findings = life.documents.get("repair_reading");
    if (findings) return { kind: "review" as const, findings };
    const failure = life.documents.get("repair_install");
    if (failure) return { kind: "install" as const, command: failure.command, output: failure.output };
  }
  const comparison = round.kind === "repair" ? life.documents.get("repair") : null;
  if (!comparison) return { kind: "plan" as const };
  const isPart = life.documents.get("own_tests_failed") !== null;
  return { kind: "repair" as const, comparison, ...(isPart && { isPart }) };
}

/** Adds the extra files to the plan as one more step; the new version waits for approval like any other. */
function widen(context: StepContext, plan: Plan, files: readonly ScopeRequest[]): Outcome {
  const { life, clock, inbox } = context;
  const { planVersion, round } = life.record;
  const answered = roundFor(context);
  const version = (planVersion ?? plan.version) + 1;
  const wider = widerPlan(plan, files, version, new Date(clock.now()).toISOString());
  const paths = files.map(({ path }) => path);
  return {
    event: "scope_exceeded",
    before: () => {
      life.addPlan(wider);
      // Applied in the next round, as far as the plan that is approved then covers it.
      life.documents.put("kept_wanted", wantedIn(files));
      // The next round continues with the same question and answer.
      if (answered.kind === "follow_up")
        life.documents.put("asked", { round: round.n, questions: answered.questions });
      inbox.settle();
    },
    change: (record) => {
      record.planVersion = version;
      // The next round has the same purpose: a repair, or a follow-up.
      record.round = { ...record.round, n: record.round.n + 1 };
    },
    events: [
      {
        type: "scope_exceeded",
        message: `The agent asks for files outside the plan: ${paths.join(", ")}`.slice(0, 500),
        data: { version, paths },
      },
      { type: "plan", message: planLine(wider, true), data: { plan: wider } },
    ],
  };
}
