/**
 * Takes away what a removed account has left: its images in R2, the objects of its tasks and what those put there. Runs
 * by the clock; what fails is tried again the next time.
 */

import { storeConfig } from "../access/credentials.ts";
import type { Bindings } from "../bindings.ts";
import { readConfig } from "../env.ts";
import { imagesOf } from "../store/attachments.ts";
import { serviceClient } from "../store/client.ts";
import { listRemovals, type Removal, removalDone } from "../store/removals.ts";
import { emptyFolder } from "../task/bucket.ts";

/** A request of the user that was under way may still write; none takes this long. */
const SETTLED_MS = 5 * 60_000;
const MOST_AT_ONCE = 200;

/** Answers how many were dealt with. Throws StoreFailure where Postgres does not answer. */
export async function sweepRemovals(env: Bindings, nowMs: number): Promise<number> {
  const service = serviceClient(storeConfig(readConfig(env)));
  const before = new Date(nowMs - SETTLED_MS).toISOString();
  let done = 0;
  for (const removal of await listRemovals(service, before, MOST_AT_ONCE)) {
    try {
      await takeAway(env, removal);
      await removalDone(service, removal);
      done += 1;
    } catch (error) {
      // One that cannot be reached now must not hold up the others.
      console.error(`removal of ${removal.kind} ${removal.id}`, error);
    }
  }
  return done;
}

async function takeAway(env: Bindings, { kind, id }: Removal): Promise<void> {
  if (kind === "user") return emptyFolder(env.ARTIFACTS, imagesOf(id));
  try {
    await env.TASK.getByName(id).forget();
  } catch (error) {
    // The object ends itself with its storage, which its caller hears as a failure.
    if ((await env.TASK.getByName(id).view()) !== null) throw error;
  }
  // Also what an object whose storage could not be read has left.
  await emptyFolder(env.ARTIFACTS, `tasks/${id}/`);
}
