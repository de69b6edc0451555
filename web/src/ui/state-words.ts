import type { Stage, StepKind, TaskState, TaskView } from "../../../worker/protocol/index.ts";

export type Look = "waiting" | "running" | "needs_you" | "review" | "done" | "failed" | "stopped";

/** How each state is drawn; several states look alike on purpose. */
export const STATE_LOOK: Record<TaskState, Look> = {
  queued: "waiting",
  cloning: "running",
  analyzing: "running",
  planning: "running",
  awaiting_approval: "needs_you",
  applying: "running",
  testing: "running",
  reviewing: "review",
  publishing: "running",
  complete: "done",
  failed: "failed",
  cancelled: "stopped",
};

/** What each state is called on the screen. */
export const STATE_LABEL: Record<TaskState, string> = {
  queued: "Queued",
  cloning: "Cloning",
  analyzing: "Reading the code",
  planning: "Planning",
  awaiting_approval: "Plan ready",
  applying: "Editing",
  testing: "Running tests",
  reviewing: "Ready for review",
  publishing: "Opening pull request",
  complete: "Complete",
  failed: "Failed",
  cancelled: "Stopped",
};

/** What a task is doing, or what it waits for before it can. */
export function stateLabel({
  state,
  asks,
  waiting_for_slot: wait,
}: Pick<TaskView, "state" | "asks"> & Partial<Pick<TaskView, "waiting_for_slot">>): string {
  if (asks) return "Has a question";
  return wait ? `Waiting for a free slot, ${wait.position} of ${wait.of}` : STATE_LABEL[state];
}

/** What each stage of a task's life is called in a sum over many tasks. */
export const STAGE_LABEL: Record<Stage, string> = {
  queued: "Before the start",
  cloning: "Cloning",
  analysis: "Reading the code",
  planning: "Planning",
  awaiting_approval: "Waiting for you",
  applying_changes: "Editing",
  running_tests: "Running tests",
  reviewing: "Review",
  publishing: "Opening pull request",
  complete: "After the end",
  error: "After a failure",
  cancelled: "After stopping",
};

/** What each step is called while it runs, after it ended well, and after it failed. */
export const STEP_LABEL: Record<StepKind, { running: string; done: string; failed: string }> = {
  clone: { running: "Cloning", done: "Cloned", failed: "Clone failed" },
  baseline: {
    running: "Testing before the edits",
    done: "Tested before the edits",
    failed: "Baseline failed",
  },
  analyze: { running: "Reading the code", done: "Read the code", failed: "Reading the code failed" },
  plan: { running: "Planning", done: "Planned", failed: "Planning failed" },
  apply: { running: "Editing", done: "Edited", failed: "Editing failed" },
  test: { running: "Running tests", done: "Ran tests", failed: "Running tests failed" },
  publish: { running: "Opening pull request", done: "Opened pull request", failed: "Publishing failed" },
  cleanup: { running: "Cleaning up", done: "Cleaned up", failed: "Clean-up failed" },
};

/** True while the task works or is queued, and does not wait for the user. */
export const isRunning = (state: TaskState): boolean =>
  STATE_LOOK[state] === "running" || STATE_LOOK[state] === "waiting";

/** True for a task that has ended. */
export const isOver = (state: TaskState): boolean =>
  STATE_LOOK[state] === "done" || STATE_LOOK[state] === "failed" || STATE_LOOK[state] === "stopped";
