import { useSearchParams } from "@solidjs/router";
import { createEffect, createSignal, on, Show } from "solid-js";
import type { TaskView } from "../../../worker/protocol/index.ts";
import { createMedia } from "../ui/media.ts";
import { Split } from "../ui/split.tsx";
import type { TaskModel } from "./model.ts";
import { type PhonePane, paneOf } from "./panes.ts";
import { createTaskKeys } from "./task-keys.ts";
import { TaskPanes } from "./task-panes.tsx";
import type { Target } from "./timeline/selection.ts";
import { TimelinePane } from "./timeline/timeline-pane.tsx";

/** The two sides of the task page; on a phone one after the other, chosen by the same tabs. */
export function TaskLayout(props: { task: TaskModel; view: TaskView; onListen?: () => void }) {
  const [params, setParams] = useSearchParams<{ pane?: string; ev?: string }>();
  const phone = createMedia("(max-width: 767.9px)");
  // Apart from the address, which changes in a transition and so only once the code of a pane is there.
  const [asked, setAsked] = createSignal(params.pane);
  createEffect(on(() => params.pane, setAsked, { defer: true }));
  const pane = (): PhonePane => {
    if (phone() && (asked() === undefined || asked() === "timeline")) return "timeline";
    return paneOf(asked(), props.view);
  };
  const choose = (next: PhonePane) => {
    setAsked(next);
    setParams({ pane: next }, { replace: true });
  };
  createTaskKeys({ task: props.task, view: () => props.view, shownPane: pane, choosePane: choose });
  const open = (target: Target) => {
    setAsked(target.pane);
    setParams({ pane: target.pane, ev: target.ev, file: target.file, v: target.version }, { replace: true });
  };
  const timeline = () => (
    <TimelinePane
      task={props.task}
      view={props.view}
      selected={params.ev}
      onOpen={open}
      onListen={props.onListen}
    />
  );
  const panes = () => (
    <TaskPanes
      task={props.task}
      view={props.view}
      pane={pane()}
      onChoose={choose}
      timeline={phone() ? timeline : null}
    />
  );
  return (
    <Show when={!phone()} fallback={<div class="min-h-0 flex-1">{panes()}</div>}>
      <Split
        keep="verne.split"
        initial={0.42}
        min={0.25}
        max={0.65}
        leftLabel="Timeline"
        handleLabel="Resize the timeline"
        left={timeline()}
        right={panes()}
      />
    </Show>
  );
}
