/** How many of a user's tasks may be at work at once: whatever makes one work takes a place first. */
import { ApiError } from "../protocol/index.ts";
import { serviceClient } from "../store/client.ts";
import { givePlaceBack, takePlace } from "../store/tasks.ts";
import { storeConfig } from "../task/credentials.ts";
import type { ApiContext } from "./context.ts";

export const noPlace = (c: ApiContext): ApiError =>
  new ApiError(
    "rate_limited",
    `you have ${c.var.config.MAX_ACTIVE_TASKS_PER_USER} tasks that have not ended; finish or cancel one first`,
  );

/** The place is one of the task's owner, whoever makes it work. Throws `rate_limited`. */
export async function takePlaceFor(c: ApiContext, taskId: string): Promise<void> {
  const { config } = c.var;
  const service = serviceClient(storeConfig(config));
  if (!(await takePlace(service, taskId, config.MAX_ACTIVE_TASKS_PER_USER))) throw noPlace(c);
}

/** What it was taken for did not come about. */
export const giveBackPlaceOf = (c: ApiContext, taskId: string): Promise<void> =>
  givePlaceBack(serviceClient(storeConfig(c.var.config)), taskId);
