/**
 * How long a stand-in keeps an idle connection. Node's own five seconds are too short: a client whose process was busy for
 * longer sends its next request into a connection that is being closed.
 */
export const KEEP_ALIVE_MS = 10 * 60_000;
