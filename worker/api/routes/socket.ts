import { z } from "zod";
import { storeConfig } from "../../access/credentials.ts";
import { type Admission, readTicket, SOCKET_PROTOCOL, ticketOf } from "../../access/ticket.ts";
import { ApiError, TaskId } from "../../protocol/index.ts";
import { userClient } from "../../store/client.ts";
import { getTask } from "../../store/tasks.ts";
import { verifyAccessToken } from "../auth.ts";
import type { Api, ApiContext } from "../context.ts";
import { mayOpenSocket } from "../socket-origin.ts";

const After = z.coerce.number().int().nonnegative().default(0);

/**
 * `/ws/tasks/{id}?after=<seq>`: a browser brings its ticket as a WebSocket protocol, so that it stands in no URL and
 * no log; a client that cannot, as `ticket=`; an API client its `Authorization` header.
 */
export function socketRoutes(app: Api): void {
  app.get("/ws/tasks/:id", async (c) => {
    if (c.req.header("upgrade")?.toLowerCase() !== "websocket")
      throw new ApiError("invalid_request", "this address speaks WebSocket only");
    if (!mayOpenSocket(c.req.header("origin"), c.var.config))
      throw new ApiError("forbidden", "pages of this origin may not open sockets; see WEB_ORIGINS");
    const id = TaskId.safeParse(c.req.param("id"));
    if (!id.success) throw new ApiError("not_found", "no such task");
    const after = After.safeParse(c.req.query("after"));
    if (!after.success) throw new ApiError("invalid_request", "after: must be a journal position");
    const { userId, admittedAt, ticketId } = await admit(c, id.data);
    const url = new URL(c.req.url);
    url.search = new URLSearchParams({
      after: String(after.data),
      user: userId,
      admitted: String(admittedAt),
      ...(ticketId === null ? {} : { ticket: ticketId }),
    }).toString();
    const answer = await c.env.TASK.getByName(id.data).fetch(new Request(url, c.req.raw));
    if (answer.status === 101) return accepted(c, answer);
    if (answer.status === 429)
      throw new ApiError("rate_limited", "this task has as many viewers as it can have");
    if (answer.status === 403) throw oldTicket();
    throw new ApiError("not_found", "the task has ended and was archived; read its events over HTTP");
  });
}

const oldTicket = () =>
  new ApiError("unauthenticated", "the ticket is not valid any more; ask for a new one");

async function admit(c: ApiContext, taskId: string): Promise<Admission> {
  const { config } = c.var;
  const ticket = ticketOf(c.req.header("sec-websocket-protocol")) ?? c.req.query("ticket");
  if (ticket !== undefined) {
    const admission = await readTicket(config.CAPABILITY_SECRET, ticket, taskId, Date.now());
    if (!admission) throw oldTicket();
    return admission;
  }
  const jwt = c.req.header("authorization")?.replace(/^bearer /i, "") ?? "";
  if (jwt === "") throw new ApiError("unauthenticated", "bring a ticket or an access token");
  const admittedAt = Date.now();
  const { userId } = await verifyAccessToken(jwt, config.SUPABASE_URL);
  if (!(await getTask(userClient(storeConfig(config), jwt), taskId)))
    throw new ApiError("not_found", "no such task");
  return { userId, admittedAt, ticketId: null };
}

/** A client that offers protocols gives up unless one of them is chosen; never the one that is a ticket. */
function accepted(c: ApiContext, answer: Response): Response {
  if (c.req.header("sec-websocket-protocol") === undefined) return answer;
  const headers = new Headers(answer.headers);
  headers.set("sec-websocket-protocol", SOCKET_PROTOCOL);
  return new Response(null, { status: 101, webSocket: answer.webSocket, headers });
}
