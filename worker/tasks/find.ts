/** A task by its id, and what the principal may do with it. */
import { databaseOf } from "../access/database.ts";
import type { Principal } from "../access/principal.ts";
import { ApiError, TaskId } from "../protocol/index.ts";
import type { TaskRow } from "../store/rows.ts";
import { getTask } from "../store/tasks.ts";
import type { TaskObject } from "../task/task-object.ts";
import type { TaskDeps } from "./deps.ts";
import { type Access, accessTo } from "./placement.ts";

export interface FoundTask {
  /** As Postgres has it: the object may be half a second ahead. */
  row: TaskRow;
  object: DurableObjectStub<TaskObject>;
  access: Access;
}

export const noSuchTask = (): ApiError => new ApiError("not_found", "no such task");

/**
 * A task that the principal may read: a user's is found under row-level security. Any other id, malformed ones included, is
 * `not_found` like an unknown one.
 */
export async function findTask(deps: TaskDeps, principal: Principal, id: string): Promise<FoundTask> {
  const taskId = TaskId.safeParse(id);
  const row = taskId.success ? await getTask(databaseOf(deps.config, principal), taskId.data) : null;
  if (!row) throw noSuchTask();
  const access = (await accessTo(deps, principal, [row]))(row);
  return { row, object: deps.objects.getByName(row.id), access };
}

/**
 * A task that the principal may give commands to: their own, or one of an organisation in which they are more than a
 * viewer. Throws `not_found` or `forbidden`.
 */
export async function findSteerableTask(
  deps: TaskDeps,
  principal: Principal,
  id: string,
): Promise<FoundTask> {
  const task = await findTask(deps, principal, id);
  if (!maySteer(task.access))
    throw new ApiError(
      "forbidden",
      "you are a viewer of this organisation; ask an admin for the member role",
    );
  return task;
}

export const maySteer = (access: Access): boolean => access === "owner" || access === "member";

/** The principal's own task. Throws `not_found`, or `forbidden` for one that they may only read or steer. */
export async function findOwnTask(deps: TaskDeps, principal: Principal, id: string): Promise<FoundTask> {
  const task = await findTask(deps, principal, id);
  if (task.access !== "owner") throw new ApiError("forbidden", "only the owner of this task may do that");
  return task;
}
