import type { PutSharing } from "../protocol/index.ts";
import type { ServiceClient, UserClient } from "./client.ts";
import { dataOf } from "./failure.ts";
import type { TaskRow } from "./rows.ts";
import { withIsoTimes } from "./tasks.ts";
import { isoTime } from "./text.ts";

/** A share link that is not revoked. */
export interface Share {
  id: string;
  /** ISO time. */
  sharedAt: string;
}

/** The link to a task of the caller, or null. */
export async function liveShare(client: UserClient | ServiceClient, taskId: string): Promise<Share | null> {
  const shares = client.from("task_shares").select("id, created_at").eq("task_id", taskId);
  const row = dataOf("read share", await shares.is("revoked_at", null).maybeSingle());
  return row && { id: row.id, sharedAt: isoTime(row.created_at) };
}

const FOREIGN_KEY_VIOLATION = "23503";
/** Raised by `share_task`. */
const USED_UP = "PT429";

/**
 * Sets who may read a task of `userId`; leaving `link` revokes the link. `absent`: they have no such task;
 * `no_org`: they are in no such organisation; `used_up`: `monthly` tasks of this month count for it already.
 */
export async function shareTask(
  service: ServiceClient,
  task: { taskId: string; userId: string },
  sharing: PutSharing,
  monthly: number | null,
): Promise<"shared" | "absent" | "no_org" | "used_up"> {
  const answer = await service.rpc("share_task", {
    p_task_id: task.taskId,
    p_user_id: task.userId,
    p_visibility: sharing.visibility,
    p_monthly: monthly,
    ...(sharing.visibility === "org" && { p_org_id: sharing.org_id }),
  });
  // The row names its owner's membership.
  if (answer.error?.code === FOREIGN_KEY_VIOLATION) return "no_org";
  if (answer.error?.code === USED_UP) return "used_up";
  return dataOf("share task", answer) ? "shared" : "absent";
}

/** The task of a share link; null once the link was revoked. Whoever calls has checked the link's signature. */
export async function readShared(
  service: ServiceClient,
  shareId: string,
): Promise<{ share: Share; row: TaskRow } | null> {
  const shares = service.from("task_shares").select("id, task_id, created_at").eq("id", shareId);
  const share = dataOf("read share", await shares.is("revoked_at", null).maybeSingle());
  if (!share) return null;
  const tasks = service.from("tasks").select("*").eq("id", share.task_id).eq("visibility", "link");
  const row = dataOf("read shared task", await tasks.maybeSingle());
  return row && { share: { id: share.id, sharedAt: isoTime(share.created_at) }, row: withIsoTimes(row) };
}

/** Records in the audit log that the link was opened. */
export async function recordLinkOpened(service: ServiceClient, shareId: string): Promise<void> {
  dataOf("note that a link was opened", await service.rpc("link_opened", { p_share_id: shareId }));
}
