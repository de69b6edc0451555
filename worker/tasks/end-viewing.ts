/** Ends the open sockets of people who may have lost their right to read a task. */

import { storeConfig } from "../access/credentials.ts";
import type { ApiContext } from "../api/context.ts";
import { userClient } from "../store/client.ts";
import { listOrgTaskIds } from "../store/tasks.ts";

/** Calls that one request may make are limited. Sockets of older tasks end by themselves when their time is up. */
const MOST_TASKS = 200;

/** The organisation's tasks as the caller sees them now: to be asked before members or tasks leave it. */
export const tasksOfOrg = (c: ApiContext, orgId: string): Promise<string[]> =>
  listOrgTaskIds(userClient(storeConfig(c.var.config), c.var.caller.jwt), orgId, MOST_TASKS);

/** Closes the sockets of everybody but the owner. Whoever may still read the task comes back with a new ticket. */
export async function dropGuests(c: ApiContext, taskIds: readonly string[]): Promise<void> {
  const ends = await Promise.allSettled(taskIds.map((id) => c.env.TASK.getByName(id).dropGuests()));
  for (const end of ends) if (end.status === "rejected") console.error("drop guests", end.reason);
}
