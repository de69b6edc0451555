import { For, Show } from "solid-js";
import type { Plan } from "../../../../worker/protocol/index.ts";
import { diffPlans, type FieldChange, isEmpty, type StepChange } from "./plan-diff.ts";

const Old = (props: { text: string }) => (
  <del class="block rounded-control bg-del px-2 py-1 whitespace-pre-wrap no-underline [overflow-wrap:anywhere]">
    <span aria-hidden="true">− </span>
    {props.text}
  </del>
);
const New = (props: { text: string }) => (
  <ins class="block rounded-control bg-add px-2 py-1 whitespace-pre-wrap no-underline [overflow-wrap:anywhere]">
    <span aria-hidden="true">+ </span>
    {props.text}
  </ins>
);

const Field = (props: { change: FieldChange }) => {
  const lists = () =>
    props.change.kind === "list"
      ? { removed: props.change.removed, added: props.change.added }
      : {
          removed: props.change.before === "" ? [] : [props.change.before],
          added: props.change.after === "" ? [] : [props.change.after],
        };
  return (
    <div class="mt-2">
      <p class="mb-1 text-small text-mute">{props.change.field}</p>
      <div class="grid gap-1">
        <For each={lists().removed}>{(text) => <Old text={text} />}</For>
        <For each={lists().added}>{(text) => <New text={text} />}</For>
      </div>
    </div>
  );
};

const KIND = {
  added: { word: "Added", colour: "text-ok" },
  removed: { word: "Removed", colour: "text-bad" },
  changed: { word: "Changed", colour: "text-warn" },
};

const Step = (props: { change: StepChange }) => (
  <li class="border-t border-line py-3">
    <h3 class="font-medium [overflow-wrap:anywhere]">
      <span class={`mr-2 text-small font-normal ${KIND[props.change.kind].colour}`}>
        {KIND[props.change.kind].word}
      </span>
      {props.change.number}. {props.change.title}
      <Show when={props.change.movedFrom}>
        {(from) => <span class="ml-2 text-small font-normal text-mute">was step {from()}</span>}
      </Show>
    </h3>
    <For each={props.change.changes}>{(change) => <Field change={change} />}</For>
  </li>
);

/** What differs between two versions of a plan, field by field. */
export default function PlanChangesView(props: { before: Plan; after: Plan }) {
  const changes = () => diffPlans(props.before, props.after);
  return (
    <section aria-labelledby="plan-changes" class="mt-4">
      <h2 id="plan-changes" class="text-read font-strong">
        Changes from v{props.before.version} to v{props.after.version}
      </h2>
      <Show
        when={!isEmpty(changes())}
        fallback={
          <p class="mt-1 text-mute">
            v{props.after.version} says the same as v{props.before.version}.
          </p>
        }
      >
        <For each={changes().fields}>{(change) => <Field change={change} />}</For>
        <ol class="mt-3">
          <For each={changes().steps}>{(change) => <Step change={change} />}</For>
        </ol>
      </Show>
    </section>
  );
}
