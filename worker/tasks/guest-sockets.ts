/** Ends the open sockets of people who may have lost their right to read a task. */

import { databaseOf } from "../access/database.ts";
import type { User } from "../access/principal.ts";
import { log } from "../log/log.ts";
import { listOrgTaskIds } from "../store/tasks.ts";
import type { TaskDeps } from "./deps.ts";

/** Calls that one request may make are limited. Sockets of older tasks end by themselves when their time is up. */
const MAX_TASKS = 200;

/** The organisation's tasks as the user sees them now: to be asked before members or tasks leave it. */
export const tasksOfOrg = ({ config }: TaskDeps, user: User, orgId: string): Promise<string[]> =>
  listOrgTaskIds(databaseOf(config, user), orgId, MAX_TASKS);

/** Closes the sockets of everybody but the owner. Whoever may still read the task comes back with a new ticket. */
export async function closeGuestSockets({ objects }: TaskDeps, taskIds: readonly string[]): Promise<void> {
  const ends = await Promise.allSettled(taskIds.map((id) => objects.getByName(id).closeGuestSockets()));
  for (const end of ends)
    if (end.status === "rejected") log("error", "guests' sockets were not closed", {}, end.reason);
}
