import type { TaskModel } from "./model.ts";

/**
 * Applies the changes. With review notes that were not sent, the user is asked first; then what stands against the
 * change has to be accepted.
 */
export function applyChanges(task: TaskModel): void {
  if (task.review.review().unsent) task.review.ask(true);
  else applyAccepted(task);
}

/** The same, whatever becomes of the notes. */
export function applyAccepted(task: TaskModel): void {
  const objections = task.view()?.objections ?? [];
  if (task.ticks.open(objections).length > 0) task.ticks.ask(true);
  else void task.commands.apply(task.ticks.accepted(objections));
}
