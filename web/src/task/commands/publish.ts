import type { TaskDiff } from "../../../../worker/protocol/index.ts";
import { queryClient } from "../../api/queries.ts";
import { revisionOf } from "../diff/revision.ts";
import type { TaskModel } from "../model.ts";

/**
 * Applies the changes. With review notes that were not sent, the user is asked first; then what stands against the
 * change has to be accepted.
 */
export function applyChanges(task: TaskModel): void {
  if (task.review.review().unsent) task.review.ask(true);
  else applyAccepted(task);
}

/**
 * The same, whatever becomes of the notes: asks for the pull request of the change as this page shows it, its diff or
 * the counts of it.
 */
export function applyAccepted(task: TaskModel): void {
  const objections = task.view()?.objections ?? [];
  if (task.ticks.open(objections).length > 0) task.ticks.ask(true);
  else void task.commands.apply({ tree: shownTree(task), accepted: task.ticks.accepted(objections) });
}

/** Names the change that the reader has before them. Empty is no tree, and the Worker says so. */
export function shownTree(task: TaskModel): string {
  const revision = revisionOf(task);
  const diff =
    revision === null ? undefined : queryClient.getQueryData<TaskDiff>(task.diff(revision).queryKey);
  return (diff ? diff.tree : task.view()?.tree) ?? "";
}
