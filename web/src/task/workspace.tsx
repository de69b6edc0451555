import Resizable from "@corvu/resizable";
import { Tabs } from "@kobalte/core/tabs";
import { useSearchParams } from "@solidjs/router";
import { createSignal, For, lazy, Match, onCleanup, Show, Switch } from "solid-js";
import type { TaskView } from "../../../worker/protocol/index.ts";
import { isTyping } from "../ui/keys.ts";
import { LogPane } from "./log/log-pane.tsx";
import type { TaskModel } from "./model.ts";
import { PANES, type PhonePane, paneOf } from "./panes.ts";
import { PlanPane } from "./plan/plan-pane.tsx";
import { TestsPane } from "./tests/tests-pane.tsx";
import type { Target } from "./timeline/selection.ts";
import { TimelinePane } from "./timeline/timeline-pane.tsx";

const DiffPane = lazy(() => import("./diff/diff-pane.tsx"));

const TAB =
  "relative h-10 max-md:h-11 px-2.5 text-mute hover:text-fg data-[selected]:text-fg data-[selected]:font-medium " +
  "after:absolute after:inset-x-2.5 after:bottom-[-1px] after:h-0.5 data-[selected]:after:bg-accent " +
  "max-md:flex-1 max-md:px-1 focus-visible:-outline-offset-2";
const SPLIT_KEY = "verne.split";

function createPhone() {
  const narrow = matchMedia("(max-width: 767.9px)");
  const [phone, setPhone] = createSignal(narrow.matches);
  const read = () => setPhone(narrow.matches);
  narrow.addEventListener("change", read);
  onCleanup(() => narrow.removeEventListener("change", read));
  return phone;
}

/** The two sides of the task page; on a phone one after the other, chosen by the same tabs. */
export function Workspace(props: { task: TaskModel; view: TaskView }) {
  const [params, setParams] = useSearchParams<{ pane?: string; ev?: string }>();
  const phone = createPhone();
  const pane = (): PhonePane => {
    if (phone() && (params.pane === undefined || params.pane === "timeline")) return "timeline";
    return paneOf(params.pane, props.view.state);
  };
  const choose = (next: string) => setParams({ pane: next }, { replace: true });
  const onKey = (event: KeyboardEvent) => {
    if (isTyping(event)) return;
    const pane = PANES[Number(event.key) - 1];
    if (pane) choose(pane.id);
    if (event.key === "r") document.querySelector<HTMLTextAreaElement>("[data-reply]")?.focus();
    if (pane || event.key === "r") event.preventDefault();
  };
  document.addEventListener("keydown", onKey);
  onCleanup(() => document.removeEventListener("keydown", onKey));
  const open = (target: Target) =>
    setParams({ pane: target.pane, ev: target.ev, file: target.file, v: target.version }, { replace: true });
  const timeline = () => (
    <TimelinePane task={props.task} view={props.view} selected={params.ev} onOpen={open} />
  );
  const storedSplit = Number(localStorage.getItem(SPLIT_KEY));
  const left = storedSplit > 0.2 && storedSplit < 0.7 ? storedSplit : 0.42;

  const panes = () => (
    <Tabs value={pane()} onChange={choose} class="flex h-full min-h-0 flex-col">
      <Tabs.List
        aria-label="Views of the task"
        class="flex shrink-0 items-center border-b border-line px-1.5 max-md:px-0"
      >
        <Show when={phone()}>
          <Tabs.Trigger value="timeline" class={TAB}>
            Timeline
          </Tabs.Trigger>
        </Show>
        <For each={PANES}>
          {(one) => (
            <Tabs.Trigger value={one.id} class={TAB}>
              {one.label}
            </Tabs.Trigger>
          )}
        </For>
      </Tabs.List>
      <Tabs.Content
        value={pane()}
        class="min-h-0 flex-1 outline-none focus-visible:-outline-offset-2 max-md:pb-[61px]"
      >
        <Switch>
          <Match when={pane() === "timeline"}>{timeline()}</Match>
          <Match when={pane() === "plan"}>
            <PlanPane task={props.task} view={props.view} />
          </Match>
          <Match when={pane() === "diff"}>
            <DiffPane task={props.task} view={props.view} />
          </Match>
          <Match when={pane() === "tests"}>
            <TestsPane task={props.task} view={props.view} />
          </Match>
          <Match when={pane() === "log"}>
            <LogPane task={props.task} view={props.view} />
          </Match>
        </Switch>
      </Tabs.Content>
    </Tabs>
  );

  return (
    <Show when={!phone()} fallback={<div class="min-h-0 flex-1">{panes()}</div>}>
      <Resizable
        class="flex min-h-0 flex-1"
        onSizesChange={(sizes) => {
          if (sizes[0]) localStorage.setItem(SPLIT_KEY, String(sizes[0]));
        }}
      >
        <Resizable.Panel
          initialSize={left}
          minSize="300px"
          as="section"
          aria-label="Timeline"
          class="min-w-0"
        >
          {timeline()}
        </Resizable.Panel>
        <Resizable.Handle
          aria-label="Resize the timeline"
          class="group relative w-px shrink-0 cursor-col-resize bg-line after:absolute after:inset-y-0 after:-left-1 after:w-2
            focus-visible:outline-none focus-visible:bg-accent data-[active]:bg-accent"
        />
        <Resizable.Panel initialSize={1 - left} minSize="380px" class="min-w-0">
          {panes()}
        </Resizable.Panel>
      </Resizable>
    </Show>
  );
}
