import type { TaskModel } from "../model.ts";

/** Names the state of the task's change: another one is another diff. Null before the task is known. */
export function revisionOf(task: Pick<TaskModel, "stream" | "view">): string | null {
  const view = task.view();
  const last = task.stream.journal().timeline.findLast((entry) => entry.kind === "diff");
  return view ? `${view.state}/${last?.id ?? "none"}` : null;
}
