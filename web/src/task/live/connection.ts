/** State of the live stream; `live` is not shown. */
export type Connection = "connecting" | "live" | "reconnecting" | "catching_up" | "stale" | "offline";

export interface StreamSigns {
  /** When the browser went offline, in ms; null while it is online. */
  offlineSinceMs: number | null;
  socket: "connecting" | "open" | "closed";
  /** True after the server's `live` frame: the replay is over. */
  caughtUp: boolean;
  /** True once the stream was live before: a later break is a reconnect. */
  wasLive: boolean;
  /** When the socket last brought anything, an answer to a ping included; milliseconds. */
  lastHeardMs: number;
  /** When the socket was lost; null while it is open. */
  lostAtMs: number | null;
}

export const PING_EVERY_MS = 15_000;
export const STALE_AFTER_MS = 40_000;
/** Shorter interruptions are not shown. */
const QUIET_BREAK_MS = 2_000;

/**
 * `navigator.onLine` is about the network, but a Worker on the same machine answers without one. So an answer that came
 * after the browser went offline overrides it.
 */
const cutOff = ({ offlineSinceMs, socket, lastHeardMs }: StreamSigns, now: number): boolean =>
  offlineSinceMs !== null &&
  (socket !== "open" || (lastHeardMs <= offlineSinceMs && now - offlineSinceMs >= QUIET_BREAK_MS));

/** What to tell the reader about the stream at time `now` (milliseconds, same clock as the signs). */
export function connectionOf(signs: StreamSigns, now: number): Connection {
  if (cutOff(signs, now)) return "offline";
  if (signs.socket !== "open") {
    if (!signs.wasLive) return "connecting";
    const brief = signs.lostAtMs !== null && now - signs.lostAtMs < QUIET_BREAK_MS;
    return brief ? "live" : "reconnecting";
  }
  if (now - signs.lastHeardMs >= STALE_AFTER_MS) return "stale";
  return signs.caughtUp ? "live" : "catching_up";
}
