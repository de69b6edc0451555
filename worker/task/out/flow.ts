/**
 * Flow control for one viewer. Pure.
 *
 * The runtime does not expose a socket's send buffer, so progress is known only from the viewer. An acknowledgement
 * proves progress; a `ping` does not, because a client that has stopped reading can still send it. A viewer that never
 * acknowledges may still be reading. It is served by a token bucket up to a limit of unread characters that recovers
 * slowly, and is taken not to read only when it falls far behind in a short time.
 */

/** Window of a viewer that acknowledges: characters and events in flight. */
const WINDOW_CHARS = 8_000_000;
const WINDOW_EVENTS = 2_000;
/** A viewer whose window has been full for this long without an acknowledgement has stopped reading. */
const STALE_MS = 120_000;

/** Rate per second, and burst, for a viewer that does not acknowledge. */
const PACE_CHARS = 8_000_000;
/**
 * Limit of unread characters for one such viewer, and for all of them together; each may have at least
 * `SILENT_LEAST_CHARS`.
 */
const SILENT_CHARS = 48_000_000;
const SILENT_TOTAL_CHARS = 144_000_000;
const SILENT_LEAST_CHARS = 8_000_000;
/**
 * Characters per second assumed to be read without an acknowledgement: the rate of a log that is written continuously.
 */
const TRUSTED_CHARS_PER_SECOND = 10_000;

export interface Flow {
  /** The last acknowledged position; null until the viewer has sent its first acknowledgement. */
  acked: number | null;
  /** Sent, and neither acknowledged nor assumed to be read. */
  unreadChars: number;
  /** Tokens of a silent viewer's bucket as of `at`; negative after a larger frame. */
  tokens: number;
  /** Milliseconds since the epoch. */
  at: number;
  /** When the window of an acknowledging viewer became full. */
  fullSince: number | null;
}

export const newFlow = (now: number): Flow => ({
  acked: null,
  unreadChars: 0,
  tokens: PACE_CHARS,
  at: now,
  fullSince: null,
});

/** The state after sending a frame of so many characters. */
export const sent = (flow: Flow, chars: number): Flow => ({
  ...flow,
  unreadChars: flow.unreadChars + chars,
  tokens: flow.tokens - chars,
});

/** The state after an acknowledgement of `seq`, when events up to `cursor` were sent. */
export function acknowledged(flow: Flow, seq: number, cursor: number): Flow {
  const before = flow.acked ?? 0;
  // Clamped: an event that was never sent cannot be acknowledged.
  const acked = Math.max(before, Math.min(seq, cursor));
  if (acked === flow.acked) return flow;
  const share = (cursor - acked) / Math.max(1, cursor - before);
  return { ...flow, acked, unreadChars: Math.ceil(flow.unreadChars * share), fullSince: null };
}

/** The state as of `now`, with tokens refilled and the assumed reading subtracted. */
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
 * Decides about a viewer that is behind the head. `wait`: ask again shortly. `close`: it has stopped reading. `cursor`
 * is the last position sent, `silent` the number of viewers that never acknowledged, including this one.
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
