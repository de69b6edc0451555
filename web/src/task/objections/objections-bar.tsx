import ShieldAlert from "lucide-solid/icons/shield-alert";
import { Show } from "solid-js";
import type { Objection, TaskView } from "../../../../worker/protocol/index.ts";
import { ExpandingBar } from "../expanding-bar.tsx";
import type { TaskModel } from "../model.ts";
import { ObjectionList } from "./objection-list.tsx";

/** The objections to the change, above the diff; nothing if there are none. */
export function ObjectionsBar(props: { task: TaskModel; view: TaskView }) {
  const objections = () => props.view.objections;
  // Checkboxes are shown only while the change can be published; otherwise the list is read-only.
  const mayTick = () => props.task.allows("apply");
  const left = () => (mayTick() ? props.task.ticks.open(objections()).length : 0);
  return (
    <Show when={objections().length > 0}>
      <ExpandingBar
        label="Before it is published"
        id="objections"
        icon={
          <ShieldAlert
            size={14}
            class={`shrink-0 ${left() > 0 ? "text-warn" : "text-mute"}`}
            aria-hidden="true"
          />
        }
        summary={summaryOf(objections(), left(), mayTick())}
      >
        <ObjectionList objections={objections()} ticks={props.task.ticks} mayTick={mayTick()} />
      </ExpandingBar>
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
