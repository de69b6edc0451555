/** Who may follow a task live. */
import { verifyAccessToken } from "../access/access-token.ts";
import { databaseOf } from "../access/database.ts";
import { requireEntry } from "../access/entry.ts";
import type { User } from "../access/principal.ts";
import { type Admission, issueTicket, readTicket } from "../access/ticket.ts";
import { ApiError, type SocketTicket } from "../protocol/index.ts";
import { getTask } from "../store/tasks.ts";
import type { TaskDeps } from "./deps.ts";
import { findTask, noSuchTask } from "./find.ts";

/** A ticket for one socket to a task that the user may read. Throws `not_found`. */
export async function issueSocketTicket(deps: TaskDeps, user: User, id: string): Promise<SocketTicket> {
  const { row } = await findTask(deps, user, id);
  return issueTicket(deps.config.CAPABILITY_SECRET, row.id, user.userId, deps.now());
}

/** What a client brings: a ticket, or an access token in its place. */
export type SocketCredential = { ticket: string } | { jwt: string };

/**
 * Throws `unauthenticated`, `no_entry` or `entry_unknown` for who may not use this installation (any more), or `not_found` for
 * a task that the token's user may not read.
 */
export async function admitToSocket(
  deps: TaskDeps,
  taskId: string,
  credential: SocketCredential,
): Promise<Admission> {
  const { config } = deps;
  const now = deps.now();
  if ("ticket" in credential) {
    const admission = await readTicket(config.CAPABILITY_SECRET, credential.ticket, taskId, now);
    if (!admission) throw ticketNotValid();
    await requireEntry(config, admission.userId);
    return admission;
  }
  const user = await verifyAccessToken(credential.jwt, config.SUPABASE_URL);
  await requireEntry(config, user.userId);
  if (!(await getTask(databaseOf(config, user), taskId))) throw noSuchTask();
  return { userId: user.userId, admittedAt: now, ticketId: null };
}

/** The object's answer to a request for a socket: 101 with it, or why there is none. Throws what the answer stands for. */
export async function openSocket(
  deps: TaskDeps,
  taskId: string,
  request: Request,
  { after, admission }: { after: number; admission: Admission },
): Promise<Response> {
  const { userId, admittedAt, ticketId } = admission;
  const url = new URL(request.url);
  url.search = new URLSearchParams({
    after: String(after),
    user: userId,
    admitted: String(admittedAt),
    ...(ticketId === null ? {} : { ticket: ticketId }),
  }).toString();
  const answer = await deps.objects.getByName(taskId).fetch(new Request(url, request));
  if (answer.status === 101) return answer;
  if (answer.status === 429)
    throw new ApiError("rate_limited", "this task has as many viewers as it can have");
  if (answer.status === 403) throw ticketNotValid();
  throw new ApiError("not_found", "the task has ended and was archived; read its events over HTTP");
}

const ticketNotValid = () =>
  new ApiError("unauthenticated", "the ticket is not valid any more; ask for a new one");
