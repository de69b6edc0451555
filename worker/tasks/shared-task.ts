/** A task as whoever has the link reads it: without commands, without images, with secrets masked. */

import { databaseOf } from "../access/database.ts";
import { readLink } from "../access/link-token.ts";
import { SERVICE } from "../access/principal.ts";
import {
  ApiError,
  anonymous,
  type EventPage,
  isTerminal,
  pageOfTests,
  type SharedTask,
  type TaskDiff,
  type TaskEvent,
  type TestPage,
  type TestQuery,
} from "../protocol/index.ts";
import type { ServiceClient } from "../store/client.ts";
import { readFilesDiff } from "../store/files-diff.ts";
import type { TaskRow } from "../store/rows.ts";
import { readShared, recordLinkOpened, type Share } from "../store/shares.ts";
import { readTaskLogs } from "../store/task-logs.ts";
import { getProfile } from "../store/users.ts";
import type { TaskObject } from "../task/task-object.ts";
import { archivedDiff, archivedView } from "./archive.ts";
import type { TaskDeps } from "./deps.ts";
import { placed } from "./placement.ts";
import { redact } from "./redact.ts";
import { CONTEXT_EVENTS, redactEvents, settledCount } from "./redact-events.ts";

interface Shared {
  share: Share;
  row: TaskRow;
  object: DurableObjectStub<TaskObject>;
  service: ServiceClient;
}

/** The link is the permission. Throws the same `not_found` for one that is none, that never was, and that was revoked. */
async function findShared({ config, objects }: TaskDeps, token: string): Promise<Shared> {
  const shareId = await readLink(config.CAPABILITY_SECRET, "share", token);
  const service = databaseOf(config, SERVICE);
  const found = shareId === null ? null : await readShared(service, shareId);
  if (!found) throw new ApiError("not_found", "this link leads nowhere; it may have been taken back");
  return { ...found, service, object: objects.getByName(found.row.id) };
}

/** Throws `not_found`. The audit log says that the link was opened. */
export async function readSharedTask(deps: TaskDeps, token: string): Promise<SharedTask> {
  const { share, row, object, service } = await findShared(deps, token);
  const [view, owner] = await Promise.all([
    object.view(),
    getProfile(service, row.user_id),
    recordLinkOpened(service, share.id),
  ]);
  const place = placed(row, "link", owner);
  const task = view ? { ...view, ...place } : archivedView(row, place, []);
  return redact({ task: { ...task, images: [], allowed: [] }, shared_at: share.sharedAt });
}

/** A page of the cases of one run of the tests. Throws `not_found`. */
export async function readSharedTests(deps: TaskDeps, token: string, query: TestQuery): Promise<TestPage> {
  const { row, object } = await findShared(deps, token);
  return redact((await object.tests(query)) ?? pageOfTests(row.tests?.[query.phase] ?? null, query));
}

/** Throws `not_found`. */
export async function readSharedDiff(deps: TaskDeps, token: string): Promise<TaskDiff> {
  const { row, object, service } = await findShared(deps, token);
  return redact((await object.diff("task")) ?? archivedDiff(row, await readFilesDiff(service, row.id)));
}

/**
 * A page of the journal. It ends, and `head` with it, before output that was cut and has not come whole yet. Throws
 * `not_found`.
 */
export async function readSharedEvents(
  deps: TaskDeps,
  token: string,
  { after, limit }: { after: number; limit: number },
): Promise<EventPage> {
  const { row, object, service } = await findShared(deps, token);
  const read = async (from: number, count: number): Promise<EventPage> =>
    (await object.events(from, count)) ?? (await readTaskLogs(service, row.id, from, count));
  const { items, head } = await read(after, limit);
  const last = items.at(-1);
  if (!last) return { items, head };
  const [before, next] = await Promise.all([eventsUpTo(after, read), read(last.seq, CONTEXT_EVENTS)]);
  const known = [...before, ...items, ...next.items];
  // The page shows whose task it is, and nobody else.
  const page = redactEvents(known)
    .slice(before.length, before.length + items.length)
    .map((event) => ({ ...event, actor: anonymous(event.actor, row.user_id) }));
  const count = settledCount(known.slice(before.length), deps.now(), isTerminal(row.state));
  if (count >= items.length) return { items: page, head };
  const shown = page.slice(0, count);
  return { items: shown, head: shown.at(-1)?.seq ?? after };
}

/** The last few events up to `seq`; a page may be shorter than it was asked to be. */
async function eventsUpTo(
  seq: number,
  read: (after: number, limit: number) => Promise<EventPage>,
): Promise<TaskEvent[]> {
  const events: TaskEvent[] = [];
  for (let at = Math.max(0, seq - CONTEXT_EVENTS); at < seq; ) {
    const { items } = await read(at, seq - at);
    const last = items.at(-1);
    if (!last) break;
    events.push(...items);
    at = last.seq;
  }
  return events.filter((event) => event.seq <= seq);
}
