import { z } from "zod";
import { storeConfig } from "../access/credentials.ts";
import type { ApiContext } from "../api/context.ts";
import { ApiError, TaskId } from "../protocol/index.ts";
import { userClient } from "../store/client.ts";
import type { TaskRow } from "../store/rows.ts";
import { getTask } from "../store/tasks.ts";
import type { TaskObject } from "../task/task-object.ts";
import { type Access, accessTo } from "./placement.ts";

/** A malformed id is simply a task that does not exist. */
export const TaskParams = z.object({ id: z.string() });

export interface SeenTask {
  id: string;
  row: TaskRow;
  stub: DurableObjectStub<TaskObject>;
  access: Access;
}

/** A task the caller may see, found under row-level security: any other id is a 404 like an unknown one. */
export async function seenTask(c: ApiContext): Promise<SeenTask> {
  const id = TaskId.safeParse(c.req.param("id"));
  const row = id.success
    ? await getTask(userClient(storeConfig(c.var.config), c.var.caller.jwt), id.data)
    : null;
  if (!id.success || !row) throw new ApiError("not_found", "no such task");
  const access = (await accessTo(c, [row]))(row);
  return { id: id.data, row, stub: c.env.TASK.getByName(id.data), access };
}

/** A task the caller may steer: their own, or one of an organisation in which they are more than a viewer. */
export async function steeredTask(c: ApiContext): Promise<SeenTask> {
  const task = await seenTask(c);
  if (!maySteer(task.access))
    throw new ApiError(
      "forbidden",
      "you are a viewer of this organisation; ask an admin for the member role",
    );
  return task;
}

export const maySteer = (access: Access): boolean => access === "owner" || access === "member";

/** The caller's own task. Throws `not_found`, or `forbidden` for one they may see and not govern. */
export async function ownTask(c: ApiContext): Promise<SeenTask> {
  const task = await seenTask(c);
  if (task.access !== "owner") throw new ApiError("forbidden", "only the owner of this task may do that");
  return task;
}
