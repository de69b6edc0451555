import type { TaskModel } from "./model.ts";

/** Applies the changes. With review notes that were not sent, the user is asked first. */
export function applyChanges(task: TaskModel): void {
  if (task.review.review().unsent) task.review.ask(true);
  else void task.commands.apply();
}
