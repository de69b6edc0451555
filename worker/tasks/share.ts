/** Who else may read a task, for its owner alone. */
import { databaseOf, serviceDatabaseFor } from "../access/database.ts";
import { signLink } from "../access/link-token.ts";
import type { Principal } from "../access/principal.ts";
import { quotaMessage, quotasOf } from "../access/quota.ts";
import { ApiError, fieldError, mainWebOrigin, type PutSharing, type Sharing } from "../protocol/index.ts";
import type { TaskRow } from "../store/rows.ts";
import { liveShare, shareTask as shareRow } from "../store/shares.ts";
import type { TaskDeps } from "./deps.ts";
import { findOwnTask, noSuchTask } from "./find.ts";
import { closeGuestSockets } from "./guest-sockets.ts";

/** Throws `not_found` or `forbidden`. */
export async function readSharing(deps: TaskDeps, principal: Principal, id: string): Promise<Sharing> {
  const { row } = await findOwnTask(deps, principal, id);
  return sharingOf(deps, principal, row);
}

/**
 * Shares the task, or takes it back; answers how it is shared then. Whoever may not read it any more loses their socket.
 * Throws `not_found`, `forbidden` or `quota_exceeded`.
 */
export async function shareTask(
  deps: TaskDeps,
  principal: Principal,
  id: string,
  sharing: PutSharing,
): Promise<Sharing> {
  const { row } = await findOwnTask(deps, principal, id);
  const task = { taskId: row.id, userId: row.user_id };
  const monthly = quotasOf(deps.config, "organisation").tasks ?? null;
  const outcome = await shareRow(serviceDatabaseFor(deps.config, principal), task, sharing, monthly);
  if (outcome === "absent") throw noSuchTask();
  if (outcome === "no_org")
    throw fieldError("not_found", "org_id", "you are in no organisation with this id");
  if (outcome === "used_up")
    throw new ApiError(
      "quota_exceeded",
      quotaMessage("This organisation has", "tasks", monthly ?? 0, deps.now()),
    );
  const org_id = sharing.visibility === "org" ? sharing.org_id : null;
  if (row.org_id !== null && row.org_id !== org_id) await closeGuestSockets(deps, [row.id]);
  return sharingOf(deps, principal, { id: row.id, visibility: sharing.visibility, org_id });
}

async function sharingOf(
  { config }: TaskDeps,
  principal: Principal,
  { id, visibility, org_id }: Pick<TaskRow, "id" | "visibility" | "org_id">,
): Promise<Sharing> {
  const share = visibility === "link" ? await liveShare(databaseOf(config, principal), id) : null;
  const origin = mainWebOrigin(config.WEB_ORIGINS) ?? config.PUBLIC_URL;
  return {
    visibility,
    org_id,
    url: share && `${origin}/s/${await signLink(config.CAPABILITY_SECRET, "share", share.id)}`,
    shared_at: share?.sharedAt ?? null,
  };
}
