/**
 * How fast a viewer may be sent to. Pure.
 *
 * The runtime does not tell what a socket has not sent yet, so that what is known of a viewer's reading is what it
 * shows. An acknowledgement shows it. A `ping` does not: a client whose reading stands still can send them. A viewer
 * that shows nothing may read all the same. It is served at a pace, up to what may wait in memory for one that does
 * not, which grows back slowly: only who falls far behind in a short time is taken not to read.
 */

/** Characters and events that may be on their way to a viewer that acknowledges. */
const WINDOW_CHARS = 8_000_000;
const WINDOW_EVENTS = 2_000;
/** A viewer that acknowledges and has not for this long, with a full window, does not read any more. */
const STALE_MS = 120_000;

/** What a viewer that shows nothing is sent in a second, and at once after a rest. */
const PACE_CHARS = 8_000_000;
/** What may wait for one such viewer, and for all of them, each of which may have at least `SILENT_LEAST_CHARS`. */
const SILENT_CHARS = 48_000_000;
const SILENT_TOTAL_CHARS = 144_000_000;
const SILENT_LEAST_CHARS = 8_000_000;
/** Taken as read in a second all the same: as much as a log that is written all the time. */
const TRUSTED_CHARS_PER_SECOND = 10_000;

export interface Flow {
  /** The last acknowledged position; null until the viewer has sent its first acknowledgement. */
  acked: number | null;
  /** Sent, and not shown or taken to have been read. */
  unreadChars: number;
  /** What a silent viewer may be sent at once, as of `at`; negative after a frame that was larger. */
  tokens: number;
  /** Milliseconds since the epoch. */
  at: number;
  /** Since when the window of a viewer that acknowledges is full. */
  fullSince: number | null;
}

export const newFlow = (now: number): Flow => ({
  acked: null,
  unreadChars: 0,
  tokens: PACE_CHARS,
  at: now,
  fullSince: null,
});

/** After a frame of so many characters. */
export const sent = (flow: Flow, chars: number): Flow => ({
  ...flow,
  unreadChars: flow.unreadChars + chars,
  tokens: flow.tokens - chars,
});

/** After the viewer said that it has seen everything up to `seq`, of what was sent up to `cursor`. */
export function acknowledged(flow: Flow, seq: number, cursor: number): Flow {
  const before = flow.acked ?? 0;
  // What was never sent cannot have been seen.
  const acked = Math.max(before, Math.min(seq, cursor));
  if (acked === flow.acked) return flow;
  const share = (cursor - acked) / Math.max(1, cursor - before);
  return { ...flow, acked, unreadChars: Math.ceil(flow.unreadChars * share), fullSince: null };
}

/** As of `now`, with what has become free by time alone. */
function observed(flow: Flow, now: number): Flow {
  const seconds = Math.max(0, now - flow.at) / 1_000;
  const trusted = flow.acked === null ? TRUSTED_CHARS_PER_SECOND * seconds : 0;
  return {
    ...flow,
    tokens: Math.min(PACE_CHARS, flow.tokens + PACE_CHARS * seconds),
    unreadChars: Math.max(0, flow.unreadChars - trusted),
    at: now,
  };
}

/**
 * What to do about a viewer that there is more for. `wait`: not now; ask again in a moment. `close`: it does not read.
 * `cursor` is what it was sent last, `silent` counts the viewers that show nothing, itself included.
 */
export function decide(
  before: Flow,
  { now, cursor, silent }: { now: number; cursor: number; silent(): number },
): { flow: Flow; verdict: "send" | "wait" | "close" } {
  const flow = observed(before, now);
  if (flow.acked === null) {
    if (flow.unreadChars > SILENT_LEAST_CHARS && flow.unreadChars > silentShare(silent()))
      return { flow, verdict: "close" };
    return { flow, verdict: flow.tokens > 0 ? "send" : "wait" };
  }
  const full = cursor - flow.acked > WINDOW_EVENTS || flow.unreadChars > WINDOW_CHARS;
  if (!full) return { flow: { ...flow, fullSince: null }, verdict: "send" };
  const fullSince = flow.fullSince ?? now;
  return { flow: { ...flow, fullSince }, verdict: now - fullSince > STALE_MS ? "close" : "wait" };
}

const silentShare = (silent: number): number =>
  Math.max(SILENT_LEAST_CHARS, Math.min(SILENT_CHARS, SILENT_TOTAL_CHARS / Math.max(1, silent)));
