/** What a task's owner may change at any time: its title, and whether it lies in the archive. */

import { serviceFor } from "../access/actor.ts";
import { storeConfig } from "../access/credentials.ts";
import type { ApiContext } from "../api/context.ts";
import { ApiError, type PatchTask, type TaskSummary } from "../protocol/index.ts";
import { userClient } from "../store/client.ts";
import { archiveTask, renameTask } from "../store/tasks.ts";
import { summaryOf } from "./archive.ts";
import { ownTask, type SeenTask } from "./find.ts";
import { placementOf } from "./placement.ts";

/** The task after the change. Throws `not_found` or `forbidden`. */
export async function patchTask(c: ApiContext, patch: PatchTask): Promise<TaskSummary> {
  const task = await ownTask(c);
  const row = { ...task.row };
  if (patch.archived !== undefined && patch.archived !== (row.archived_at !== null)) {
    row.archived_at = patch.archived ? new Date().toISOString() : null;
    const client = userClient(storeConfig(c.var.config), c.var.caller.jwt);
    if (!(await archiveTask(client, c.var.caller.userId, task.id, row.archived_at)))
      throw new ApiError("not_found", "no such task");
  }
  if (patch.title !== undefined && patch.title !== row.title) {
    row.title = patch.title;
    await rename(c, task, patch.title);
  }
  // The row follows its task half a second later.
  const live = await task.stub.view();
  if (live) {
    const { title, state, pr_url, diff_stat, error, updated_at } = live;
    Object.assign(row, { title, state, pr_url, diff_stat, error, updated_at });
  }
  return summaryOf(row, await placementOf(c, row, task.access));
}

/**
 * In the row, which the next list reads, and a task that starts later; then in the object, whose mirror would bring the old
 * title back. An object without the task is left alone, for a new name starts nothing.
 */
async function rename(c: ApiContext, { id, stub }: SeenTask, title: string): Promise<void> {
  await renameTask(serviceFor(c), id, title);
  await stub.rename(title);
}
