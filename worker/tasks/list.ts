import { databaseOf } from "../access/database.ts";
import type { User } from "../access/principal.ts";
import type { TaskPage } from "../protocol/index.ts";
import { type ListOptions, listTasks as listRows } from "../store/tasks.ts";
import type { TaskDeps } from "./deps.ts";
import { summariesOf } from "./placement.ts";

/** One page of the user's tasks, or of those that others share with them, newest first. */
export async function listTasks(deps: TaskDeps, user: User, options: ListOptions): Promise<TaskPage> {
  const { items, nextCursor } = await listRows(databaseOf(deps.config, user), user.userId, options);
  return { items: await summariesOf(deps, user, items), next_cursor: nextCursor };
}
