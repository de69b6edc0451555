import ChevronRight from "lucide-solid/icons/chevron-right";
import Info from "lucide-solid/icons/info";
import OctagonX from "lucide-solid/icons/octagon-x";
import { createSignal, createUniqueId, For, Show } from "solid-js";
import type { Objection } from "../../../../worker/protocol/index.ts";
import { listedIn } from "../../../../worker/protocol/objection-lines.ts";
import type { ObjectionTicks } from "./ticks.ts";

/** The objections to the change, one row each, with a checkbox where a person has to accept it. */
export const ObjectionList = (props: {
  objections: readonly Objection[];
  ticks: ObjectionTicks;
  /** False for who may only look. */
  mayTick: boolean;
}) => (
  <ul class="divide-y divide-line">
    <For each={props.objections}>
      {(objection) => <Row objection={objection} ticks={props.ticks} mayTick={props.mayTick} />}
    </For>
  </ul>
);

const TEXT = "flex-1 py-1 [overflow-wrap:anywhere] max-md:py-3";

function Row(props: { objection: Objection; ticks: ObjectionTicks; mayTick: boolean }) {
  const id = createUniqueId();
  const [open, setOpen] = createSignal(false);
  const ticks = () => props.objection.serious && !props.objection.blocking && props.mayTick;
  const lines = () =>
    "detail" in props.objection ? [props.objection.detail].filter(Boolean) : listedIn(props.objection);
  const count = () => ("count" in props.objection ? props.objection.count : lines().length);
  // Also part of the accessible name (WCAG 2.5.3): speech input uses the visible label.
  const shown = () => (count() > 1 || !("detail" in props.objection) ? String(count()) : "Why");
  return (
    <li class="py-1.5">
      <div class="flex min-h-7 items-start gap-2.5 max-md:min-h-11">
        <span class="grid h-7 w-3.5 shrink-0 place-items-center max-md:h-11 max-md:w-5">
          <Show when={ticks()} fallback={<Mark blocking={props.objection.blocking} />}>
            <input
              id={id}
              type="checkbox"
              class="size-3.5 accent-(--v-accent) max-md:size-5"
              checked={props.ticks.isTicked(props.objection.id)}
              onChange={(event) => props.ticks.tick(props.objection.id, event.currentTarget.checked)}
            />
          </Show>
        </span>
        <Show when={ticks()} fallback={<span class={TEXT}>{props.objection.message}</span>}>
          <label for={id} class={`cursor-pointer ${TEXT}`}>
            {props.objection.message}
          </label>
        </Show>
        <Show when={lines().length > 0}>
          <button
            type="button"
            aria-expanded={open()}
            aria-controls={open() ? `${id}-lines` : undefined}
            aria-label={`${open() ? "Hide" : "Show"} what: ${props.objection.message}, ${shown()}`}
            class="flex h-7 shrink-0 items-center gap-1 rounded-control px-1.5 text-small text-mute tabular hover:bg-hover hover:text-fg max-md:h-11"
            onClick={() => setOpen(!open())}
          >
            {shown()}
            <ChevronRight
              size={13}
              class={`transition-transform duration-100 ${open() ? "rotate-90" : ""}`}
              aria-hidden="true"
            />
          </button>
        </Show>
      </div>
      <Show when={open()}>
        <ul id={`${id}-lines`} class="mb-1 ml-6 max-h-40 overflow-y-auto max-md:ml-8">
          <For each={lines()}>
            {(line) => <li class="py-0.5 font-mono text-small text-mute [overflow-wrap:anywhere]">{line}</li>}
          </For>
          <Show when={count() > lines().length}>
            <li class="py-0.5 text-small text-mute">and {count() - lines().length} more</li>
          </Show>
        </ul>
      </Show>
    </li>
  );
}

const Mark = (props: { blocking: boolean }) => (
  <Show when={props.blocking} fallback={<Info size={14} class="text-mute" aria-hidden="true" />}>
    <OctagonX size={14} class="text-bad" aria-hidden="true" />
  </Show>
);
