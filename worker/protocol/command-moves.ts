/**
 * The part of the state machine (`worker/task/state-machine.ts`) that can be told without the facts of a task: the web app
 * shows by it what a command leads to before the Worker has answered. No zod here: the web app imports these values.
 */
import type { StepKind, TaskState } from "./state.ts";
import type { Command } from "./tasks.ts";

interface CommandMove {
  from: readonly TaskState[];
  to: TaskState;
}

/** The commands that put a task to work in one certain state, and the states that take them. */
export const COMMAND_MOVES = {
  approve: { from: ["awaiting_approval"], to: "applying" },
  refine: { from: ["awaiting_approval"], to: "planning" },
  apply: { from: ["reviewing", "failed", "cancelled"], to: "publishing" },
} as const satisfies Partial<Record<Command, CommandMove>>;

/** Where `retry` takes up a task whose step failed; null for a step that is not retried. */
export const RESUME: Record<StepKind, TaskState | null> = {
  clone: "queued",
  baseline: null,
  analyze: "analyzing",
  plan: "planning",
  apply: "applying",
  test: "testing",
  publish: "publishing",
  cleanup: null,
};

/** Commands that every task takes while a step works on it, unless it is being stopped. */
export const ALLOWED_AT_WORK: readonly Command[] = ["message", "cancel"];
