import { type JSX, lazy, Match, onCleanup, onMount, Suspense, Switch } from "solid-js";
import type { TaskView } from "../../../worker/protocol/index.ts";
import { Skeleton } from "../ui/skeleton.tsx";
import { Tabs } from "../ui/tabs.tsx";
import type { TaskModel } from "./model.ts";
import { PANES, PHONE_PANES, type PhonePane } from "./panes.ts";

const PlanPane = lazy(async () => ({ default: (await import("./plan/plan-pane.tsx")).PlanPane }));
const DiffPane = lazy(() => {
  void import("./diff/highlighter.ts").catch(() => {});
  return import("./diff/diff-pane.tsx");
});
const TestsPane = lazy(async () => ({ default: (await import("./tests/tests-pane.tsx")).TestsPane }));
const LogPane = lazy(async () => ({ default: (await import("./log/log-pane.tsx")).LogPane }));

// Loaded beside the task instead of after it: most visits are for the plan.
void PlanPane.preload();

/** The other small panes are loaded after this delay, so that they open at once and also offline. */
const FETCH_PANES_AFTER_MS = 1_500;

const TAB =
  "relative h-10 max-md:h-11 px-2.5 text-mute hover:text-fg aria-selected:text-fg aria-selected:font-medium " +
  "after:absolute after:inset-x-2.5 after:bottom-[-1px] after:h-0.5 aria-selected:after:bg-accent " +
  "max-md:flex-1 max-md:px-1 focus-visible:-outline-offset-2";

interface TaskPanesProps {
  task: TaskModel;
  view: TaskView;
  pane: PhonePane;
  onChoose: (pane: PhonePane) => void;
  /** On a phone the timeline is one more pane; null where it has a side of its own. */
  timeline: (() => JSX.Element) | null;
}

/** Plan, diff, tests and log of a task, one at a time. */
export function TaskPanes(props: TaskPanesProps) {
  onMount(() => {
    const timer = setTimeout(() => {
      void TestsPane.preload();
      void LogPane.preload();
    }, FETCH_PANES_AFTER_MS);
    onCleanup(() => clearTimeout(timer));
  });
  return (
    <Tabs<PhonePane>
      label="Views of the task"
      tabs={props.timeline ? PHONE_PANES : PANES}
      chosen={props.pane}
      onChoose={props.onChoose}
      listClass="flex shrink-0 items-center border-b border-line px-1.5 max-md:px-0"
      tabClass={TAB}
      panelClass="min-h-0 flex-1 outline-none focus-visible:-outline-offset-2 max-md:pb-[61px]"
    >
      <Suspense fallback={<Skeleton rows={8} label="Loading" rowClass="h-9 px-4" />}>
        <Switch>
          <Match when={props.pane === "timeline"}>{props.timeline?.()}</Match>
          <Match when={props.pane === "plan"}>
            <PlanPane task={props.task} view={props.view} />
          </Match>
          <Match when={props.pane === "diff"}>
            <DiffPane task={props.task} view={props.view} />
          </Match>
          <Match when={props.pane === "tests"}>
            <TestsPane task={props.task} view={props.view} />
          </Match>
          <Match when={props.pane === "log"}>
            <LogPane task={props.task} view={props.view} />
          </Match>
        </Switch>
      </Suspense>
    </Tabs>
  );
}
