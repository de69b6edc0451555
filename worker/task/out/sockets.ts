/**
 * Viewers of one task. A socket hibernates with its cursor in its attachment; `pump` sends from there to the head of
 * the journal, as fast as `flow.ts` allows. There is no queue per viewer: a slow viewer is served from the journal
 * later, so memory does not grow with the number of viewers.
 */
import { ClientFrame, type SocketFrame } from "../../protocol/index.ts";
import type { Clock, Life } from "../record/life.ts";
import { takeTicket } from "../record/used-tickets.ts";
import { EncodedPages } from "./encoded-pages.ts";
import { acknowledged, decide, type Flow, newFlow, sent } from "./flow.ts";

const MAX_SOCKETS = 200;
/** Interval after which a waiting viewer is checked again. */
const AGAIN_MS = 100;
const CLOSE_LAGGING = 4008;
const CLOSE_ADMISSION = 4003;
/**
 * How long a guest is served after one admission. Postgres knows who may read a task, and is not asked for each frame.
 * Revoking access calls `closeGuestSockets`; this is the limit in case that call is lost.
 */
const GUEST_MS = 15 * 60_000;

/** The user who opens a socket. A guest is any user but the task's owner. */
interface Visitor {
  userId: string;
  /** When read access was last checked. Milliseconds since the epoch. */
  admittedAt: number;
}

interface Viewer extends Visitor, Flow {
  /** Position of the last event that was sent. */
  cursor: number;
  /** The `live` frame was sent. */
  live: boolean;
}

export class Sockets {
  private readonly ctx: DurableObjectState;
  private readonly life: Life;
  private readonly clock: Clock;
  private readonly pages: EncodedPages;
  /** Set while a viewer waits. */
  private again: ReturnType<typeof setTimeout> | null = null;

  constructor(ctx: DurableObjectState, life: Life, clock: Clock) {
    this.ctx = ctx;
    this.life = life;
    this.clock = clock;
    this.pages = new EncodedPages((after, limit) => life.events(after, limit));
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /**
   * Answers a request that the Worker has admitted: 101 with the socket; 403 if the admission has expired or the ticket
   * was used before; 429 above the limit of viewers.
   */
  open(request: Request): Response {
    if (this.ctx.getWebSockets().length >= MAX_SOCKETS)
      return new Response("too many viewers", { status: 429 });
    const query = new URL(request.url).searchParams;
    const visitor = { userId: query.get("user") ?? "", admittedAt: Number(query.get("admitted") ?? 0) };
    if (!this.admits(visitor)) return new Response("admitted too long ago", { status: 403 });
    const ticket = query.get("ticket");
    if (ticket !== null && !takeTicket(this.life.documents, ticket, this.clock.now()))
      return new Response("used before", { status: 403 });
    const { 0: client, 1: server } = new WebSocketPair();
    this.accept(server, Number(query.get("after") ?? 0), visitor);
    return new Response(null, { status: 101, webSocket: client });
  }

  /** False for a guest whose admission has expired. */
  private admits({ userId, admittedAt }: Visitor): boolean {
    if (userId === this.life.record.init.userId) return true;
    const since = this.life.documents.get("guests_since") ?? 0;
    return admittedAt >= Math.max(since, this.clock.now() - GUEST_MS);
  }

  /** Closes the sockets of all guests and voids their tickets. */
  closeGuestSockets(): void {
    this.life.documents.put("guests_since", this.clock.now());
    for (const socket of this.ctx.getWebSockets()) this.checkAdmission(socket, read(socket));
  }

  /** Accepts a viewer who has received everything up to `after`. */
  private accept(socket: WebSocket, after: number, visitor: Visitor): void {
    this.ctx.acceptWebSocket(socket);
    write(socket, {
      userId: visitor.userId,
      admittedAt: visitor.admittedAt,
      cursor: Math.min(after, this.life.journal.head()),
      ...newFlow(this.clock.now()),
      live: false,
    });
    if (this.pump(socket)) this.lookAgain();
  }

  /** Sends new events to every viewer. */
  pumpAll(): void {
    // Not `some`, which would stop at the first waiting viewer.
    const waiting = this.ctx.getWebSockets().filter((socket) => this.pump(socket));
    if (waiting.length > 0) this.lookAgain();
    else this.pages.clear();
  }

  /** An acknowledgement moves the window; any other frame closes the socket. */
  receive(socket: WebSocket, data: string | ArrayBuffer): void {
    const frame = typeof data === "string" ? ClientFrame.safeParse(parse(data)) : null;
    if (!frame?.success) {
      socket.close(1008, "only acknowledgements are expected here");
      return;
    }
    const viewer = read(socket);
    write(socket, { ...viewer, ...acknowledged(viewer, frame.data.seq, viewer.cursor) });
    if (this.pump(socket)) this.lookAgain();
  }

  /** True if the viewer has to wait for more events. */
  private pump(socket: WebSocket): boolean {
    // A socket that is closing stays listed until the peer has answered.
    if (socket.readyState !== WebSocket.OPEN) return false;
    const viewer = read(socket);
    let waits = false;
    try {
      if (!this.checkAdmission(socket, viewer)) return false;
      const head = this.life.journal.head();
      while (viewer.cursor < head && !waits) {
        const { flow, verdict } = decide(viewer, {
          now: this.clock.now(),
          cursor: viewer.cursor,
          silent: () => this.silent(),
        });
        Object.assign(viewer, flow);
        if (verdict === "close") {
          socket.close(CLOSE_LAGGING, "too slow; reconnect with after=<last seq>");
          break;
        }
        if (verdict === "send") this.sendPage(socket, viewer);
        else waits = true;
      }
      if (!viewer.live && viewer.cursor >= head) {
        viewer.live = true;
        socket.send(JSON.stringify(this.liveFrame(head)));
      }
    } catch {
      // The socket has closed meanwhile; its close event follows.
      waits = false;
    }
    write(socket, viewer);
    return waits;
  }

  private sendPage(socket: WebSocket, viewer: Viewer): void {
    for (const { seq, text } of this.pages.after(viewer.cursor)) {
      socket.send(text);
      Object.assign(viewer, sent(viewer, text.length), { cursor: seq });
    }
  }

  private lookAgain(): void {
    this.again ??= setTimeout(() => {
      this.again = null;
      this.pumpAll();
    }, AGAIN_MS);
  }

  private silent(): number {
    return this.ctx.getWebSockets().filter((socket) => read(socket).acked === null).length;
  }

  private checkAdmission(socket: WebSocket, viewer: Viewer): boolean {
    const admitted = this.admits(viewer);
    if (!admitted) socket.close(CLOSE_ADMISSION, "ask for a new ticket");
    return admitted;
  }

  private liveFrame(head: number): SocketFrame {
    const { record } = this.life;
    const last = this.life.events(head - 1, 1)[0];
    return {
      task_id: record.init.taskId,
      seq: head,
      timestamp: last?.timestamp ?? new Date(record.createdAt).toISOString(),
      stage: last?.stage ?? "queued",
      message: last?.message ?? "Queued",
      type: "live",
      data: { head, state: record.state },
    };
  }
}

// Only `write` sets the attachment.
const read = (socket: WebSocket): Viewer => socket.deserializeAttachment() as Viewer;
const write = (socket: WebSocket, viewer: Viewer): void => socket.serializeAttachment(viewer);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
