import { onCleanup } from "solid-js";
import type { TaskView } from "../../../worker/protocol/index.ts";
import { isTyping } from "../ui/keys.ts";
import { approvePlan, approvesEdits, asksFirst } from "./commands/approve.ts";
import { skipBaseline } from "./commands/stop.ts";
import type { TaskModel } from "./model.ts";
import { PANES, type Pane, type PhonePane } from "./panes.ts";

/** What the keys of the task page act on. */
interface TaskKeys {
  task: TaskModel;
  view: () => TaskView;
  shownPane: () => PhonePane;
  choosePane: (pane: Pane) => void;
}

const focus = (selector: string) => document.querySelector<HTMLElement>(selector)?.focus();

function act(key: string, { task, view, shownPane, choosePane }: TaskKeys): boolean {
  const pane = PANES[Number(key) - 1];
  if (pane) {
    choosePane(pane.id);
    return true;
  }
  switch (key) {
    case "r":
      focus("[data-reply]");
      return true;
    case "a":
      if (!task.may("approve")) return false;
      // Approving takes a second key where the plan is not on the page, asks something, or is being edited.
      if (shownPane() === "plan" && !asksFirst(view()) && !approvesEdits(task))
        void approvePlan(task, view());
      else {
        choosePane("plan");
        focus("[data-approve]");
      }
      return true;
    case "p": {
      const url = view().pr_url;
      if (url) window.open(url, "_blank", "noopener,noreferrer");
      // What everybody can see on GitHub takes a second key.
      else if (task.may("apply")) focus("[data-publish]");
      return true;
    }
    case "s":
      if (!task.may("skip_baseline")) return false;
      void skipBaseline(task);
      return true;
    case "e":
      if (view().access !== "owner") return false;
      void task.properties.archive(view().archived_at === null);
      return true;
    default:
      return false;
  }
}

/** The single keys of the task page: 1 to 4, `r`, `a`, `p`, `s`, `e`. They end with the component that asks. */
export function createTaskKeys(keys: TaskKeys): void {
  const onKey = (event: KeyboardEvent) => {
    if (isTyping(event)) return;
    if (act(event.key, keys)) event.preventDefault();
  };
  document.addEventListener("keydown", onKey);
  onCleanup(() => document.removeEventListener("keydown", onKey));
}
