import ChevronRight from "lucide-solid/icons/chevron-right";
import ShieldAlert from "lucide-solid/icons/shield-alert";
import { createSignal, Show } from "solid-js";
import type { Objection, TaskView } from "../../../../worker/protocol/index.ts";
import type { TaskModel } from "../model.ts";
import { ObjectionList } from "./objection-list.tsx";

/** The objections to the change, above the diff; nothing if there are none. */
export function ObjectionsBar(props: { task: TaskModel; view: TaskView }) {
  const [open, setOpen] = createSignal(false);
  const objections = () => props.view.objections;
  // Checkboxes are shown only while the change can be published; otherwise the list is read-only.
  const mayTick = () => props.task.allows("apply");
  const left = () => (mayTick() ? props.task.ticks.open(objections()).length : 0);
  return (
    <Show when={objections().length > 0}>
      <section
        aria-label="Before it is published"
        class="shrink-0 border-b border-line bg-surface text-small"
      >
        <button
          type="button"
          aria-expanded={open()}
          aria-controls={open() ? "objections" : undefined}
          class="flex min-h-9 w-full items-center gap-2 px-3.5 text-left hover:bg-hover focus-visible:-outline-offset-2 max-md:min-h-11"
          onClick={() => setOpen(!open())}
        >
          <ShieldAlert
            size={14}
            class={`shrink-0 ${left() > 0 ? "text-warn" : "text-mute"}`}
            aria-hidden="true"
          />
          <span class="min-w-0 flex-1 truncate">{summaryOf(objections(), left(), mayTick())}</span>
          <ChevronRight
            size={14}
            class={`shrink-0 text-mute transition-transform duration-100 ${open() ? "rotate-90" : ""}`}
            aria-hidden="true"
          />
        </button>
        <Show when={open()}>
          <div id="objections" class="max-h-[40vh] overflow-y-auto border-t border-line px-3.5">
            <ObjectionList objections={objections()} ticks={props.task.ticks} mayTick={mayTick()} />
          </div>
        </Show>
      </section>
    </Show>
  );
}

function summaryOf(objections: readonly Objection[], left: number, mayTick: boolean): string {
  const [first] = objections;
  const rest = objections.length - 1;
  const what = `${first?.message ?? ""}${rest > 0 ? `, and ${rest} more` : ""}`;
  if (mayTick && objections.some(({ blocking }) => blocking)) return `Not published as it is: ${what}`;
  if (left > 0) return `${left} to accept before it is published: ${what}`;
  return mayTick && objections.some(({ serious }) => serious) ? `All accepted: ${what}` : `Look at: ${what}`;
}
