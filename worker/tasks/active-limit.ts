/** How many of a user's tasks may be active at once: whatever makes one work takes a place first. */
import { databaseOf } from "../access/database.ts";
import { type Principal, SERVICE } from "../access/principal.ts";
import { ApiError } from "../protocol/index.ts";
import type { TaskRow } from "../store/rows.ts";
import * as places from "../store/tasks.ts";
import type { TaskDeps } from "./deps.ts";

/** `own`: whether whoever asks is the one who has so many. */
export function tooManyActive({ config }: TaskDeps, own = true): ApiError {
  const tasks = `${config.MAX_OPEN_TASKS_PER_USER} tasks that have not ended`;
  const whose = own ? `you have ${tasks}; finish or cancel one first` : `the owner of this task has ${tasks}`;
  return new ApiError("rate_limited", whose);
}

/** The place is one of the task's owner, whoever makes it work. Throws `rate_limited`. */
export async function takePlace(
  deps: TaskDeps,
  principal: Principal,
  { id, user_id }: TaskRow,
): Promise<void> {
  const { config } = deps;
  const taken = await places.takePlace(databaseOf(config, SERVICE), id, config.MAX_OPEN_TASKS_PER_USER);
  if (!taken) throw tooManyActive(deps, principal.kind === "user" && principal.userId === user_id);
}

/** For when the task did not start to work after all. */
export const releasePlace = ({ config }: TaskDeps, taskId: string): Promise<void> =>
  places.releasePlace(databaseOf(config, SERVICE), taskId);
