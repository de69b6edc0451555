import type { TaskDiff } from "../../../../worker/protocol/index.ts";
import { queryClient } from "../../api/queries.ts";
import { revisionOf } from "../diff/revision.ts";
import type { TaskModel } from "../model.ts";

/**
 * Asks for the pull request. With review notes that were not sent, the user is asked first; then what stands against
 * the change has to be accepted.
 */
export function publishChanges(task: TaskModel): void {
  if (task.review.review().unsent) task.review.setDialogOpen(true);
  else publishWithoutNotes(task);
}

/**
 * The same without a question about the notes. The change is the one that this page shows: that of its diff, or the
 * one that the task counts.
 */
export function publishWithoutNotes(task: TaskModel): void {
  const objections = task.view()?.objections ?? [];
  if (task.ticks.open(objections).length > 0) task.ticks.setDialogOpen(true);
  else void task.commands.publish({ tree: shownTree(task), accepted: task.ticks.accepted(objections) });
}

/** The tree of the change that the page shows; empty if there is none, which the Worker refuses. */
export function shownTree(task: TaskModel): string {
  const revision = revisionOf(task);
  const diff =
    revision === null ? undefined : queryClient.getQueryData<TaskDiff>(task.diff(revision).queryKey);
  return (diff ? diff.tree : task.view()?.tree) ?? "";
}
