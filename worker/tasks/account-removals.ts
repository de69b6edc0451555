/**
 * Deletes what a removed account has left: its images in R2, the objects of its tasks and what those stored there. Runs by
 * schedule; what fails is tried again the next time.
 */

import { databaseOf } from "../access/database.ts";
import { SERVICE } from "../access/principal.ts";
import { log } from "../log/log.ts";
import { imagesOf } from "../store/attachments.ts";
import { deleteRemoval, listRemovals, type Removal } from "../store/removals.ts";
import { emptyFolder } from "../task/bucket.ts";
import type { TaskDeps } from "./deps.ts";

/** A request of the user that was under way may still write; none takes this long. */
const QUIET_MS = 5 * 60_000;
const MAX_AT_ONCE = 200;

/**
 * `nowMs`: the time that the sweep was due. Gives the number of removals that were completed. Throws StoreFailure where
 * Postgres does not answer.
 */
export async function sweepRemovals(deps: TaskDeps, nowMs: number): Promise<number> {
  const service = databaseOf(deps.config, SERVICE);
  const before = new Date(nowMs - QUIET_MS).toISOString();
  let done = 0;
  for (const removal of await listRemovals(service, before, MAX_AT_ONCE)) {
    try {
      await deleteLeftovers(deps, removal);
      await deleteRemoval(service, removal);
      done += 1;
    } catch (error) {
      // One that cannot be reached now must not hold up the others.
      log("error", `a removal of ${removal.kind} ${removal.id} failed`, {}, error);
    }
  }
  return done;
}

async function deleteLeftovers({ objects, bucket }: TaskDeps, { kind, id }: Removal): Promise<void> {
  if (kind === "user") return emptyFolder(bucket, imagesOf(id));
  try {
    await objects.getByName(id).forget();
  } catch (error) {
    // The object ends itself with its storage, which its caller hears as a failure.
    if ((await objects.getByName(id).view()) !== null) throw error;
  }
  // Also what an object whose storage could not be read has left.
  await emptyFolder(bucket, `tasks/${id}/`);
}
