import Pencil from "lucide-solid/icons/pencil";
import { createSignal, For, Match, Show, Switch } from "solid-js";
import type { Plan, TaskView } from "../../../../worker/protocol/index.ts";
import { Button } from "../../ui/button.tsx";
import { TextArea } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { isOver, STATE_LABEL } from "../../ui/state-words.ts";
import type { TaskModel } from "../model.ts";
import { PlanEditor } from "./plan-editor.tsx";
import { PlanSteps } from "./plan-steps.tsx";

const AUTHOR: Record<Plan["author"], string> = {
  model: "by the model",
  user: "edited by you",
  scope: "the agent asks for more files",
};

/** The plan: read, change, have it refined. Approving is in the header, where it never scrolls away. */
export function PlanPane(props: { task: TaskModel; view: TaskView }) {
  return (
    <div class="h-full overflow-y-auto">
      <Show when={props.view.plan} fallback={<NoPlan view={props.view} />}>
        {(plan) => (
          <div class="mx-auto max-w-[760px] px-6 py-5 max-md:px-4">
            <PlanDocument task={props.task} view={props.view} plan={plan()} />
          </div>
        )}
      </Show>
    </div>
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
  const editing = () => props.task.plan;
  const waiting = () => props.view.state === "awaiting_approval";
  const approved = () => props.view.approved_version === props.plan.version;
  const outdated = () => {
    const parent = editing().parentVersion();
    return parent !== null && parent !== props.plan.version;
  };
  return (
    <article aria-label="Plan">
      <p class="flex flex-wrap items-center gap-x-2 text-small text-mute">
        <span class="font-medium text-fg">Plan v{props.plan.version}</span>
        <span>{AUTHOR[props.plan.author]}</span>
        <span>
          on <span class="font-mono">{props.plan.base_commit.slice(0, 7)}</span>
        </span>
        <Show when={approved()}>
          <span class="text-ok">Approved</span>
        </Show>
        <Show when={waiting() && !editing().draft() && props.view.allowed.includes("edit_plan")}>
          <Button variant="quiet" class="-my-1 ml-auto h-7! px-2" onClick={() => editing().begin(props.plan)}>
            <Pencil size={13} aria-hidden="true" /> Edit plan
          </Button>
        </Show>
      </p>
      <Show when={outdated()}>
        <div class="mt-3">
          <Notice
            tone="warn"
            action={
              <Button class="-my-1" onClick={() => editing().discard()}>
                Show v{props.plan.version}
              </Button>
            }
          >
            You are editing v{editing().parentVersion()}, but v{props.plan.version} has arrived since.
          </Notice>
        </div>
      </Show>
      <Switch
        fallback={
          <>
            <h2 class="mt-2 text-title font-strong tracking-[-0.01em] [overflow-wrap:anywhere]">
              {props.plan.goal}
            </h2>
            <Points title="Questions" items={props.plan.questions} />
            <PlanSteps steps={props.plan.steps} />
            <Points title="Assumptions" items={props.plan.assumptions} />
            <Points title="Left alone" items={props.plan.out_of_scope} />
            <Commands plan={props.plan} />
          </>
        }
      >
        <Match when={editing().draft()}>{(draft) => <PlanEditor task={props.task} draft={draft()} />}</Match>
      </Switch>
      <Show when={waiting() && !editing().draft()}>
        <Refine task={props.task} />
      </Show>
    </article>
  );
}

const Points = (props: { title: string; items: readonly string[] }) => (
  <Show when={props.items.length > 0}>
    <h3 class="mt-5 text-small font-medium text-mute">{props.title}</h3>
    <ul class="mt-1 list-disc pl-4 marker:text-mute">
      <For each={props.items}>{(item) => <li class="[overflow-wrap:anywhere]">{item}</li>}</For>
    </ul>
  </Show>
);

const Commands = (props: { plan: Plan }) => {
  const commands = () =>
    [props.plan.commands.install, props.plan.commands.test].filter((one) => one !== null);
  return (
    <>
      <h3 class="mt-5 text-small font-medium text-mute">Commands that will run</h3>
      <Show when={commands().length > 0} fallback={<p class="mt-1">None: no test command was found.</p>}>
        <ul class="mt-1 grid gap-1">
          <For each={commands()}>
            {(command) => <li class="font-mono text-code [overflow-wrap:anywhere]">{command}</li>}
          </For>
        </ul>
      </Show>
    </>
  );
};

/** Asks the agent for another plan, in words. The text stays until the Worker has it. */
function Refine(props: { task: TaskModel }) {
  const key = `verne.refine.${props.task.id}`;
  const [text, setText] = createSignal(sessionStorage.getItem(key) ?? "");
  const type = (value: string) => {
    setText(value);
    sessionStorage.setItem(key, value);
  };
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    const asked = text().trim();
    if (asked && (await props.task.commands.refine(asked))) type("");
  };
  return (
    <form onSubmit={send} class="mt-8 border-t border-line pt-4">
      <TextArea
        label="Ask for a different plan"
        placeholder="What should be planned differently?"
        rows={2}
        value={text()}
        onInput={(event) => type(event.currentTarget.value)}
      />
      <div class="mt-2 flex justify-end">
        <Button
          type="submit"
          busy={props.task.commands.pending() === "refine"}
          disabled={text().trim() === "" || !props.task.may("refine")}
        >
          Refine
        </Button>
      </div>
    </form>
  );
}
