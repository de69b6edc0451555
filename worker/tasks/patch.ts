/** What a task's owner may change at any time: its title, and whether it lies in the archive. */
import { databaseOf, serviceDatabaseFor } from "../access/database.ts";
import type { Principal } from "../access/principal.ts";
import type { PatchTask, TaskSummary } from "../protocol/index.ts";
import { archiveTask, renameTask } from "../store/tasks.ts";
import { summaryOf } from "./archive.ts";
import type { TaskDeps } from "./deps.ts";
import { findOwnTask, noSuchTask } from "./find.ts";
import { placementOf } from "./placement.ts";

/** The task after the change; what `patch` leaves out stays. Throws `not_found` or `forbidden`. */
export async function patchTask(
  deps: TaskDeps,
  principal: Principal,
  id: string,
  patch: PatchTask,
): Promise<TaskSummary> {
  const { config } = deps;
  const task = await findOwnTask(deps, principal, id);
  const { object, access } = task;
  const row = { ...task.row };
  if (patch.archived !== undefined && patch.archived !== (row.archived_at !== null)) {
    row.archived_at = patch.archived ? new Date(deps.now()).toISOString() : null;
    if (!(await archiveTask(databaseOf(config, principal), row.user_id, row.id, row.archived_at)))
      throw noSuchTask();
  }
  if (patch.title !== undefined && patch.title !== row.title) {
    row.title = patch.title;
    // In the row, which the next list reads, and a task that starts later; then in the object, whose mirror would bring
    // the old title back. An object without the task is left alone, for a new name starts nothing.
    await renameTask(serviceDatabaseFor(config, principal), row.id, patch.title);
    await object.rename(patch.title);
  }
  // The row follows its task half a second later.
  const live = await object.view();
  if (live) {
    const { title, state, pr_url, diff_stat, error, updated_at } = live;
    Object.assign(row, { title, state, pr_url, diff_stat, error, updated_at });
  }
  return summaryOf(row, await placementOf(deps, principal, { row, access }));
}
