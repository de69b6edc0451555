/**
 * Viewers of one task. A socket hibernates with its cursor in its attachment; `pump` brings it from there to the
 * head of the journal, in frames of up to 500 events. There is no per-viewer queue: a slow viewer is simply served
 * from the journal later, so memory does not grow with the number of viewers.
 */
import { ClientFrame, type SocketFrame, type TaskEvent } from "../protocol/index.ts";
import { framesOf } from "./frames.ts";
import type { Clock, Life } from "./life.ts";

export const MAX_SOCKETS = 200;
const PAGE = 500;
/** Unacknowledged events at which a client that acknowledges is left to catch up. */
const WINDOW = 2_000;
/** What is sent at most without an acknowledgement. It bounds what one viewer costs where the next limit is not known. */
const WINDOW_CHARS = 8_000_000;
/** Bytes queued in the runtime at which a socket is left to drain. */
const MAX_BUFFERED_BYTES = 1_000_000;
const CLOSE_LAGGING = 4008;
const CLOSE_ADMISSION = 4003;
/** Document: guests who were admitted before this time are not welcome any more. */
const GUESTS_SINCE = "guests_since";
/**
 * How long a guest is served on one admission. Who may read a task is known to Postgres, which is not asked for each
 * frame; what ends a right calls `dropGuests`, and this is the limit where that call was lost.
 */
const GUEST_MS = 15 * 60_000;

/** Whoever opens a socket. A guest is anybody but the task's owner. */
export interface Visitor {
  userId: string;
  /** When the right to read was last checked. Milliseconds since the epoch. */
  admittedAt: number;
}

interface Viewer extends Visitor {
  cursor: number;
  /** Null until the client has sent its first acknowledgement. */
  acked: number | null;
  /** Sent and not acknowledged. */
  unackedChars: number;
  /** The `live` frame was sent. */
  live: boolean;
}

export class Sockets {
  private readonly ctx: DurableObjectState;
  private readonly life: Life;
  private readonly clock: Clock;

  constructor(ctx: DurableObjectState, life: Life, clock: Clock) {
    this.ctx = ctx;
    this.life = life;
    this.clock = clock;
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  get count(): number {
    return this.ctx.getWebSockets().length;
  }

  /** False for a guest whose right was checked too long ago. */
  admits({ userId, admittedAt }: Visitor): boolean {
    if (userId === this.life.record.init.userId) return true;
    const since = this.life.documents.get<number>(GUESTS_SINCE) ?? 0;
    return admittedAt >= Math.max(since, this.clock.now() - GUEST_MS);
  }

  /** Ends the sockets of all guests, and with them every ticket they hold. */
  dropGuests(): void {
    this.life.documents.put(GUESTS_SINCE, this.clock.now());
    for (const socket of this.ctx.getWebSockets()) this.checkAdmission(socket, read(socket));
  }

  /** Accepts a viewer who has seen everything up to `after`. Ask `admits` first. */
  accept(socket: WebSocket, after: number, visitor: Visitor): void {
    this.ctx.acceptWebSocket(socket);
    write(socket, {
      userId: visitor.userId,
      admittedAt: visitor.admittedAt,
      cursor: Math.min(after, this.life.journal.head()),
      acked: null,
      unackedChars: 0,
      live: false,
    });
    this.pump(socket);
  }

  /** Sends what is new to everybody. */
  pumpAll(): void {
    const pages = new Map<number, TaskEvent[]>();
    for (const socket of this.ctx.getWebSockets()) this.pump(socket, pages);
  }

  /** An acknowledgement moves the window; anything else is not for us and closes the socket. */
  receive(socket: WebSocket, data: string | ArrayBuffer): void {
    const frame = typeof data === "string" ? ClientFrame.safeParse(parse(data)) : null;
    if (!frame?.success) {
      socket.close(1008, "only acknowledgements are expected here");
      return;
    }
    const viewer = read(socket);
    // What was never sent cannot have been seen.
    const acked = Math.max(viewer.acked ?? 0, Math.min(frame.data.seq, viewer.cursor));
    const share = (viewer.cursor - acked) / Math.max(1, viewer.cursor - (viewer.acked ?? 0));
    write(socket, { ...viewer, acked, unackedChars: Math.ceil(viewer.unackedChars * share) });
    this.pump(socket);
  }

  private pump(socket: WebSocket, pages = new Map<number, TaskEvent[]>()): void {
    const viewer = read(socket);
    try {
      if (!this.checkAdmission(socket, viewer)) return;
      while (this.hasRoom(socket, viewer)) {
        const items = pages.get(viewer.cursor) ?? this.life.events(viewer.cursor, PAGE);
        pages.set(viewer.cursor, items);
        if (items.length === 0) break;
        for (const frame of framesOf(items)) {
          const text = JSON.stringify(frame);
          socket.send(text);
          viewer.cursor = frame.seq;
          viewer.unackedChars += text.length;
        }
      }
      const head = this.life.journal.head();
      if (!viewer.live && viewer.cursor >= head) {
        viewer.live = true;
        socket.send(JSON.stringify(this.liveFrame(head)));
      }
    } catch {
      // The socket has closed under us; its close event follows.
    }
    write(socket, viewer);
  }

  private checkAdmission(socket: WebSocket, viewer: Viewer): boolean {
    const admitted = this.admits(viewer);
    if (!admitted) socket.close(CLOSE_ADMISSION, "ask for a new ticket");
    return admitted;
  }

  private hasRoom(socket: WebSocket, viewer: Viewer): boolean {
    if (viewer.acked !== null && viewer.cursor - viewer.acked > WINDOW) return false;
    const buffered = (socket as { bufferedAmount?: number }).bufferedAmount ?? 0; // not in the types yet
    if (buffered <= MAX_BUFFERED_BYTES && viewer.unackedChars <= WINDOW_CHARS) return true;
    // Without acknowledgements nothing would tell us when to go on: the client reconnects with its cursor.
    if (viewer.acked === null) socket.close(CLOSE_LAGGING, "too slow; reconnect with after=<last seq>");
    return false;
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

// The attachment is written by `write` alone.
const read = (socket: WebSocket): Viewer => socket.deserializeAttachment() as Viewer;
const write = (socket: WebSocket, viewer: Viewer): void => socket.serializeAttachment(viewer);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
