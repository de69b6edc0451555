import { z } from "zod";
import { SOCKET_PROTOCOL, ticketOf } from "../../access/ticket.ts";
import { ApiError, TaskId } from "../../protocol/index.ts";
import { admitToSocket, openSocket, type SocketCredential } from "../../tasks/socket.ts";
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
    if (!mayOpenSocket(c.req.header("origin"), c.var.deps.config))
      throw new ApiError("forbidden", "pages of this origin may not open sockets; see WEB_ORIGINS");
    const id = TaskId.safeParse(c.req.param("id"));
    if (!id.success) throw new ApiError("not_found", "no such task");
    const after = After.safeParse(c.req.query("after"));
    if (!after.success) throw new ApiError("invalid_request", "after: must be a journal position");
    const admission = await admitToSocket(c.var.deps, id.data, credentialOf(c));
    const where = { after: after.data, admission };
    return accepted(c, await openSocket(c.var.deps, id.data, c.req.raw, where));
  });
}

/** Throws `unauthenticated` where there is none. */
function credentialOf(c: ApiContext): SocketCredential {
  const ticket = ticketOf(c.req.header("sec-websocket-protocol")) ?? c.req.query("ticket");
  if (ticket !== undefined) return { ticket };
  const jwt = c.req.header("authorization")?.replace(/^bearer /i, "") ?? "";
  if (jwt === "") throw new ApiError("unauthenticated", "bring a ticket or an access token");
  return { jwt };
}

/** A client that offers protocols gives up unless one of them is chosen; never the one that is a ticket. */
function accepted(c: ApiContext, answer: Response): Response {
  if (c.req.header("sec-websocket-protocol") === undefined) return answer;
  const headers = new Headers(answer.headers);
  headers.set("sec-websocket-protocol", SOCKET_PROTOCOL);
  return new Response(null, { status: 101, webSocket: answer.webSocket, headers });
}
