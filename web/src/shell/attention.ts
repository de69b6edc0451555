import type { TaskState, TaskSummary } from "../../../worker/protocol/index.ts";
import { STATE_LOOK } from "../ui/state-words.ts";

type Seen = ReadonlyMap<string, TaskState>;

const asks = (state: TaskState): boolean =>
  STATE_LOOK[state] === "needs_you" || STATE_LOOK[state] === "review" || STATE_LOOK[state] === "failed";

/** The tasks that wait for the user now and did not in the former list; none for the first list. */
export function newlyWaiting<T extends Pick<TaskSummary, "task_id" | "state">>(
  before: Seen | null,
  tasks: readonly T[],
): T[] {
  if (before === null) return [];
  return tasks.filter((task) => {
    const old = before.get(task.task_id);
    return old !== undefined && old !== task.state && asks(task.state);
  });
}

export const statesOf = (tasks: readonly Pick<TaskSummary, "task_id" | "state">[]): Seen =>
  new Map(tasks.map((task) => [task.task_id, task.state]));
