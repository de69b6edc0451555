import { z } from "zod";
import { ApiError, TaskId } from "../protocol/index.ts";
import { userClient } from "../store/client.ts";
import type { TaskRow } from "../store/rows.ts";
import { getTask } from "../store/tasks.ts";
import { storeConfig } from "../task/credentials.ts";
import type { TaskObject } from "../task/task-object.ts";
import type { ApiContext } from "./context.ts";

/** A malformed id is simply a task that does not exist. */
export const TaskParams = z.object({ id: z.string() });

/** The caller's task, found under row-level security: a foreign id is a 404 like an unknown one. */
export async function ownTask(
  c: ApiContext,
): Promise<{ id: string; row: TaskRow; stub: DurableObjectStub<TaskObject> }> {
  const id = TaskId.safeParse(c.req.param("id"));
  const row = id.success
    ? await getTask(userClient(storeConfig(c.var.config), c.var.caller.jwt), id.data)
    : null;
  if (!id.success || !row) throw new ApiError("not_found", "no such task");
  return { id: id.data, row, stub: c.env.TASK.getByName(id.data) };
}
