import Resizable from "@corvu/resizable";
import { useSearchParams } from "@solidjs/router";
import { type JSX, Show } from "solid-js";
import type { TaskView } from "../../../worker/protocol/index.ts";
import { createMedia } from "../ui/media.ts";
import type { TaskModel } from "./model.ts";
import { type PhonePane, paneOf } from "./panes.ts";
import { createTaskKeys } from "./task-keys.ts";
import { TaskPanes } from "./task-panes.tsx";
import type { Target } from "./timeline/selection.ts";
import { TimelinePane } from "./timeline/timeline-pane.tsx";

const SPLIT_KEY = "verne.split";
const DEFAULT_SPLIT = 0.42;

/** The two sides of the task page; on a phone one after the other, chosen by the same tabs. */
export function TaskLayout(props: { task: TaskModel; view: TaskView; onListen?: () => void }) {
  const [params, setParams] = useSearchParams<{ pane?: string; ev?: string }>();
  const phone = createMedia("(max-width: 767.9px)");
  const pane = (): PhonePane => {
    if (phone() && (params.pane === undefined || params.pane === "timeline")) return "timeline";
    return paneOf(params.pane, props.view);
  };
  const choose = (next: string) => setParams({ pane: next }, { replace: true });
  createTaskKeys({ task: props.task, view: () => props.view, choosePane: choose });
  const open = (target: Target) =>
    setParams({ pane: target.pane, ev: target.ev, file: target.file, v: target.version }, { replace: true });
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
      <SplitPanels left={timeline()} right={panes()} />
    </Show>
  );
}

/** Two panels with a handle between them. The position of the handle is kept in the browser. */
function SplitPanels(props: { left: JSX.Element; right: JSX.Element }) {
  const stored = Number(localStorage.getItem(SPLIT_KEY));
  const left = stored > 0.2 && stored < 0.7 ? stored : DEFAULT_SPLIT;
  return (
    <Resizable
      class="flex min-h-0 flex-1"
      onSizesChange={(sizes) => {
        if (sizes[0]) localStorage.setItem(SPLIT_KEY, String(sizes[0]));
      }}
    >
      <Resizable.Panel initialSize={left} minSize="300px" as="section" aria-label="Timeline" class="min-w-0">
        {props.left}
      </Resizable.Panel>
      <Resizable.Handle
        aria-label="Resize the timeline"
        class="group relative w-px shrink-0 cursor-col-resize bg-line after:absolute after:inset-y-0 after:-left-1 after:w-2
          focus-visible:outline-none focus-visible:bg-accent data-[active]:bg-accent"
      />
      <Resizable.Panel initialSize={1 - left} minSize="380px" class="min-w-0">
        {props.right}
      </Resizable.Panel>
    </Resizable>
  );
}
