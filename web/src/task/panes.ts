import type { TaskState, TaskView } from "../../../worker/protocol/index.ts";

export type Pane = "plan" | "diff" | "tests" | "log";
/** On a phone the timeline is one more pane. */
export type PhonePane = "timeline" | Pane;

export const PANES: readonly { id: Pane; label: string }[] = [
  { id: "plan", label: "Plan" },
  { id: "diff", label: "Diff" },
  { id: "tests", label: "Tests" },
  { id: "log", label: "Log" },
];

export const PHONE_PANES: readonly { id: PhonePane; label: string }[] = [
  { id: "timeline", label: "Timeline" },
  ...PANES,
];

const FOR_STATE: Record<TaskState, Pane> = {
  queued: "plan",
  cloning: "plan",
  analyzing: "plan",
  planning: "plan",
  awaiting_approval: "plan",
  applying: "log",
  testing: "log",
  reviewing: "diff",
  publishing: "diff",
  complete: "diff",
  failed: "log",
  cancelled: "plan",
};

/** The pane to show: the one in the address, otherwise the default of the state. */
export function paneOf(asked: string | undefined, view: Pick<TaskView, "state" | "diff_stat">): Pane {
  const known = PANES.find((pane) => pane.id === asked);
  if (known) return known.id;
  const ended = view.state === "failed" || view.state === "cancelled";
  // For a task that failed or was cancelled with a change, the change matters most.
  return ended && view.diff_stat !== null ? "diff" : FOR_STATE[view.state];
}
