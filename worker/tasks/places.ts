/** How many of a user's tasks may be at work at once: whatever makes one work takes a place first. */

import { storeConfig } from "../access/credentials.ts";
import type { ApiContext } from "../api/context.ts";
import { ApiError } from "../protocol/index.ts";
import { serviceClient } from "../store/client.ts";
import type { TaskRow } from "../store/rows.ts";
import { givePlaceBack, takePlace } from "../store/tasks.ts";

export function noPlace(c: ApiContext, own = true): ApiError {
  const tasks = `${c.var.config.MAX_ACTIVE_TASKS_PER_USER} tasks that have not ended`;
  const whose = own ? `you have ${tasks}; finish or cancel one first` : `the owner of this task has ${tasks}`;
  return new ApiError("rate_limited", whose);
}

/** The place is one of the task's owner, whoever makes it work. Throws `rate_limited`. */
export async function takePlaceFor(c: ApiContext, { id, user_id }: TaskRow): Promise<void> {
  const { config } = c.var;
  const service = serviceClient(storeConfig(config));
  if (!(await takePlace(service, id, config.MAX_ACTIVE_TASKS_PER_USER)))
    throw noPlace(c, user_id === c.var.caller.userId);
}

/** What it was taken for did not come about. */
export const giveBackPlaceOf = (c: ApiContext, taskId: string): Promise<void> =>
  givePlaceBack(serviceClient(storeConfig(c.var.config)), taskId);
