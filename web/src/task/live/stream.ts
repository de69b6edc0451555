import ReconnectingWebSocket from "partysocket/ws";
import { type Accessor, createMemo, createSignal, onCleanup } from "solid-js";
import type { EventPage, SocketFrame, SocketTicket, TaskEvent } from "../../../../worker/protocol/index.ts";
import { API_ORIGIN, request } from "../../api/client.ts";
import { type Connection, connectionOf, PING_EVERY_MS, STALE_AFTER_MS } from "./connection.ts";
import { EMPTY_JOURNAL, hasGap, type Journal, newestTaskChange, reduce } from "./reducer.ts";

/** The most that the Worker gives at once. */
const EVENTS_PER_PAGE = 1_000;
const ACK_EVERY_EVENTS = 100;
/** Acknowledged at the latest after this many characters, because a few events may be large. */
const ACK_EVERY_CHARS = 1_000_000;
/**
 * Frames that follow the first one within this time are folded in together, so that a burst causes one update of the
 * page.
 */
const FOLD_EVERY_MS = 30;

export interface TaskStream {
  journal: Accessor<Journal>;
  connection: Accessor<Connection>;
  /** Time of the last message on the socket, in ms. */
  lastHeardMs: Accessor<number>;
  reconnect(): void;
  /**
   * Reads the lines of the log from number `from` (counted from 0) again that were dropped. Rejects when they cannot be
   * had.
   */
  loadEarlier(from: number): Promise<void>;
}

/**
 * Follows one task: a fresh ticket for every connection, replay after the last folded position, ping
 * every 15 s. `onTaskChange` gets the position of the newest event after which the task reads
 * differently. Owns its socket and timers; they end with the component that called.
 */
export function createTaskStream(taskId: string, onTaskChange: (seq: number) => void): TaskStream {
  const [journal, setJournal] = createSignal(EMPTY_JOURNAL);
  const [signs, setSigns] = createSignal({
    offlineSinceMs: navigator.onLine ? null : Date.now(),
    socket: "connecting" as "connecting" | "open" | "closed",
    caughtUp: false,
    wasLive: false,
    lastHeardMs: Date.now(),
    lostAtMs: null as number | null,
  });
  const [now, setNow] = createSignal(Date.now());
  const patch = (change: Partial<ReturnType<typeof signs>>) => setSigns((old) => ({ ...old, ...change }));

  const socket = new ReconnectingWebSocket(
    () => socketUrl(taskId, journal().lastSeq),
    () => ticketProtocols(taskId),
    {
      minReconnectionDelay: 400,
      maxReconnectionDelay: 10_000,
      reconnectionDelayGrowFactor: 1.6,
      connectionTimeout: 10_000,
    },
  );

  let waiting: TaskEvent[] = [];
  let caughtUpAt: number | null = null;
  let foldTimer: ReturnType<typeof setTimeout> | undefined;
  let acknowledged = 0;
  let charsSinceAck = 0;

  const fold = () => {
    const events = waiting;
    waiting = [];
    let next = reduce(journal(), { type: "events", events });
    const caughtUp = caughtUpAt !== null;
    if (caughtUpAt !== null) next = reduce(next, { type: "caught_up", head: caughtUpAt });
    caughtUpAt = null;
    setJournal(next);
    // After the events are folded in: whoever waits for `live` expects the complete journal.
    if (caughtUp) patch({ caughtUp: true, wasLive: true });
    const change = newestTaskChange(events);
    if (change > 0) onTaskChange(change);
    const many = next.lastSeq - acknowledged >= ACK_EVERY_EVENTS || charsSinceAck >= ACK_EVERY_CHARS;
    if (many && next.lastSeq > acknowledged) {
      acknowledged = next.lastSeq;
      charsSinceAck = 0;
      socket.send(JSON.stringify({ type: "ack", seq: next.lastSeq }));
    }
    // After the replay a gap means lost frames: reconnect to request them again.
    if (hasGap(next) && signs().caughtUp) socket.reconnect();
  };

  const foldNow = () => {
    foldTimer = setTimeout(() => {
      foldTimer = undefined;
      if (waiting.length > 0 || caughtUpAt !== null) foldNow();
    }, FOLD_EVERY_MS);
    fold();
  };

  const take = (frame: SocketFrame) => {
    if (frame.type === "batch") waiting.push(...frame.data.items);
    else if (frame.type === "live") caughtUpAt = frame.data.head;
    else waiting.push(frame);
    if (foldTimer === undefined) foldNow();
  };

  socket.addEventListener("open", () =>
    patch({ socket: "open", caughtUp: false, lastHeardMs: Date.now(), lostAtMs: null }),
  );
  socket.addEventListener("close", () =>
    setSigns((old) => ({ ...old, socket: "closed", caughtUp: false, lostAtMs: old.lostAtMs ?? Date.now() })),
  );
  socket.addEventListener("message", (message) => {
    patch({ lastHeardMs: Date.now() });
    const frame = parseFrame(message.data);
    if (typeof message.data === "string") charsSinceAck += message.data.length;
    if (frame) take(frame);
  });

  const tick = setInterval(() => setNow(Date.now()), 1_000);
  const heartbeat = setInterval(() => {
    if (socket.readyState !== socket.OPEN) return;
    if (Date.now() - signs().lastHeardMs >= STALE_AFTER_MS) socket.reconnect();
    else socket.send("ping");
  }, PING_EVERY_MS);
  const onNetwork = () => {
    patch({ offlineSinceMs: navigator.onLine ? null : Date.now() });
    if (socket.readyState === socket.OPEN) socket.send("ping");
    else if (navigator.onLine) socket.reconnect();
  };
  const onVisible = () => {
    if (document.visibilityState === "visible" && socket.readyState === socket.OPEN) socket.send("ping");
  };
  addEventListener("online", onNetwork);
  addEventListener("offline", onNetwork);
  document.addEventListener("visibilitychange", onVisible);

  onCleanup(() => {
    socket.close();
    clearTimeout(foldTimer);
    clearInterval(tick);
    clearInterval(heartbeat);
    removeEventListener("online", onNetwork);
    removeEventListener("offline", onNetwork);
    document.removeEventListener("visibilitychange", onVisible);
  });

  return {
    journal,
    connection: createMemo(() => connectionOf(signs(), now())),
    lastHeardMs: () => signs().lastHeardMs,
    reconnect: () => socket.reconnect(),
    loadEarlier: async (from) => {
      // Few logs are that long.
      const { readEarlier } = await import("../log/earlier.ts");
      const lines = await readEarlier(
        () => journal().log,
        from,
        (after) => eventsAfter(taskId, after),
      );
      setJournal(reduce(journal(), { type: "earlier_lines", lines }));
    },
  };
}

const eventsAfter = (taskId: string, after: number): Promise<EventPage> =>
  request(`/api/tasks/${encodeURIComponent(taskId)}/events?after=${after}&limit=${EVENTS_PER_PAGE}`);

function socketUrl(taskId: string, after: number): string {
  const url = new URL(`/ws/tasks/${encodeURIComponent(taskId)}`, API_ORIGIN || location.origin);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.searchParams.set("after", String(after));
  return url.href;
}

/** The ticket goes as a protocol that the client offers: the one header that a page may set here. */
async function ticketProtocols(taskId: string): Promise<string[]> {
  const path = `/api/tasks/${encodeURIComponent(taskId)}/ticket`;
  const { ticket } = await request<SocketTicket>(path, { method: "POST" });
  return ["verne", `ticket.${ticket}`];
}

/** A frame of the protocol; null for `pong` and for anything that is not one. */
function parseFrame(data: unknown): SocketFrame | null {
  if (typeof data !== "string" || !data.startsWith("{")) return null;
  try {
    const frame: unknown = JSON.parse(data);
    const framed = typeof frame === "object" && frame !== null && "type" in frame && "seq" in frame;
    // The Worker built it from worker/protocol; the reducer shows types that it does not know by their message.
    return framed ? (frame as SocketFrame) : null;
  } catch {
    return null;
  }
}
