import { useSearchParams } from "@solidjs/router";
import Pencil from "lucide-solid/icons/pencil";
import { createMemo, lazy, Match, Show, Suspense, Switch } from "solid-js";
import type { Plan, TaskView } from "../../../../worker/protocol/index.ts";
import { Button } from "../../ui/button.tsx";
import { MarkdownLine } from "../../ui/markdown.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ScrollRegion } from "../../ui/scroll-region.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { isOver, STATE_LABEL } from "../../ui/state-words.ts";
import type { TaskModel } from "../model.ts";
import { AnswerForm } from "../questions/answer-form.tsx";
import { discardEdits } from "./discard-edits.ts";
import { Commands, Estimate, NewDependencies, Points } from "./plan-details.tsx";
import { PlanSteps } from "./plan-steps.tsx";
import { RefineForm } from "./refine-form.tsx";
import { approverOf, authorOf, VersionBar } from "./version-bar.tsx";
import { comparedVersion, planProgress, planVersions, shownVersion } from "./versions.ts";

const PlanChangesView = lazy(() => import("./plan-changes.tsx"));
const PlanReproduction = lazy(async () => ({
  default: (await import("../reproduction/reproduction.tsx")).PlanReproduction,
}));
const PlanEditor = lazy(() => import("./plan-editor.tsx"));

/** The plan: reading, editing, refining. The button that approves is in the header, which is always visible. */
export function PlanPane(props: { task: TaskModel; view: TaskView }) {
  return (
    <ScrollRegion label="Plan" class="h-full">
      <Show when={props.view.plan_document} fallback={<NoPlan view={props.view} />}>
        {(plan) => (
          <div class="mx-auto max-w-[760px] px-6 py-5 max-md:px-4">
            <PlanDocument task={props.task} view={props.view} plan={plan()} />
          </div>
        )}
      </Show>
    </ScrollRegion>
  );
}

const NoPlan = (props: { view: TaskView }) => (
  <Show
    when={!isOver(props.view.state)}
    fallback={<p class="p-6 text-mute">This task ended before it had a plan.</p>}
  >
    <div class="px-6 py-5">
      <p class="text-mute">
        {STATE_LABEL[props.view.state]}. The plan appears here{" "}
        {props.view.review_plan ? "and waits for you." : "and is carried out at once, as you chose."}
      </p>
      <div class="-mx-4 mt-4">
        <Skeleton rows={5} label="Waiting for the plan" rowClass="h-11 px-4" />
      </div>
    </div>
  </Show>
);

function PlanDocument(props: { task: TaskModel; view: TaskView; plan: Plan }) {
  const [params, setParams] = useSearchParams<{ v?: string; from?: string }>();
  const timeline = () => props.task.stream.journal().timeline;
  const versions = createMemo(() => planVersions(timeline(), props.plan));
  const shown = createMemo(() => shownVersion(versions(), params.v, props.plan));
  const compared = () => comparedVersion(versions(), params.from, shown());
  const current = () => shown().version === props.plan.version;
  const editing = () => props.task.plan;
  const waiting = () => props.view.state === "awaiting_approval";
  const show = (version: number) =>
    setParams({ v: version === props.plan.version ? undefined : String(version) }, { replace: true });
  const outdated = () => {
    const parent = editing().parentVersion();
    return parent !== null && parent !== props.plan.version;
  };
  return (
    <article aria-label="Plan">
      <p class="flex flex-wrap items-center gap-x-2 text-small text-mute">
        <span class="font-medium text-fg">Plan v{shown().version}</span>
        <span>{authorOf(shown(), timeline())}</span>
        <span>
          on <span class="font-mono">{shown().base_commit.slice(0, 7)}</span>
        </span>
        <Show when={props.view.approved_version === shown().version}>
          <span class="text-ok">
            Approved
            <Show when={approverOf(shown().version, timeline())}>{(who) => ` by ${who()}`}</Show>
          </span>
        </Show>
        <Show when={waiting() && !editing().draft() && props.task.allows("edit_plan")}>
          <Button variant="quiet" class="-my-1 ml-auto h-7! px-2" onClick={() => editing().begin(props.plan)}>
            <Pencil size={13} aria-hidden="true" /> Edit plan
          </Button>
        </Show>
      </p>
      <Show when={!props.view.review_plan}>
        <p class="mt-1 text-small text-warn">
          This task was created to carry its first plan out without waiting for a review.
        </p>
      </Show>
      <Show when={versions().length > 1 && !editing().draft()}>
        <div class="mt-3">
          <VersionBar
            versions={versions()}
            shown={shown()}
            compared={compared()}
            approvedVersion={props.view.approved_version}
            timeline={timeline()}
            onShow={show}
            onCompare={(version) =>
              setParams({ from: version === null ? undefined : String(version) }, { replace: true })
            }
          />
        </div>
      </Show>
      <Show when={!current() && !editing().draft()}>
        <div class="mt-3">
          <Notice
            action={
              <Button class="-my-1" onClick={() => show(props.plan.version)}>
                Show v{props.plan.version}
              </Button>
            }
          >
            This is an older version. Approving takes v{props.plan.version}.
          </Notice>
        </div>
      </Show>
      <Show when={outdated()}>
        <div class="mt-3">
          <Notice
            tone="warn"
            action={
              <Button class="-my-1" onClick={() => void discardEdits(editing())}>
                Show v{props.plan.version}
              </Button>
            }
          >
            You are editing v{editing().parentVersion()}, but v{props.plan.version} has arrived since.
          </Notice>
        </div>
      </Show>
      <Suspense fallback={<Skeleton rows={5} label="Loading" rowClass="h-11" />}>
        <Switch
          fallback={
            <PlanText task={props.task} plan={shown()} asks={props.task.allows("refine") && current()} />
          }
        >
          <Match when={editing().draft()}>
            {(draft) => <PlanEditor task={props.task} draft={draft()} parent={props.plan} />}
          </Match>
          <Match when={compared()}>{(before) => <PlanChangesView before={before()} after={shown()} />}</Match>
        </Switch>
      </Suspense>
      <Show when={props.task.allows("refine") && !editing().draft()}>
        <RefineForm task={props.task} />
      </Show>
    </article>
  );
}

/** One version as a document. `asks`: its questions can be answered now. */
function PlanText(props: { task: TaskModel; plan: Plan; asks: boolean }) {
  const progress = createMemo(() => planProgress(props.task.stream.journal().timeline));
  return (
    <>
      <h2 class="mt-2 text-title font-strong tracking-[-0.01em] [overflow-wrap:anywhere]">
        <MarkdownLine text={props.plan.goal} />
      </h2>
      <Show
        when={props.asks && props.plan.questions.length > 0}
        fallback={<Points title="Questions" items={props.plan.questions} />}
      >
        <section aria-label="Questions" class="mt-4 rounded-card border border-line bg-surface p-3">
          <h3 class="mb-2 text-small font-medium text-warn">
            {props.plan.questions.length === 1 ? "A question for you" : "Questions for you"}
          </h3>
          <Show when={props.plan.version} keyed>
            {(version) => (
              <AnswerForm
                questions={props.plan.questions}
                keep={`verne.answers.${props.task.id}.v${version}`}
                onSend={props.task.commands.refine}
                busy={props.task.commands.pending() === "refine"}
                disabled={!props.task.may("refine")}
                note="The agent plans again with your answer. Approving without one accepts the plan as it is."
              />
            )}
          </Show>
        </section>
      </Show>
      <PlanSteps steps={props.plan.steps} progress={progress()} />
      <Show when={props.plan.reproduction || props.plan.no_reproduction_reason}>
        <Suspense>
          <PlanReproduction plan={props.plan} />
        </Suspense>
      </Show>
      <NewDependencies names={props.plan.new_dependencies} />
      <Points title="Assumptions" items={props.plan.assumptions} />
      <Points title="Left alone" items={props.plan.out_of_scope} />
      <Points title="Not in the checkout" items={props.plan.notes} />
      <Commands commands={props.plan.commands} />
      <Estimate estimate={props.plan.estimate} />
    </>
  );
}
