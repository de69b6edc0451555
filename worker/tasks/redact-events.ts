/** The journal as the reader of a share link gets it: secrets are masked also where output was cut into two events. */
import { isTerminal, type TaskEvent } from "../protocol/index.ts";
import { redact, redactText } from "./redact.ts";

type LogEvent = Extract<TaskEvent, { type: "log" }>;

/** Events that a reader of a page needs before and after it, because a secret may be cut at its ends. */
export const CONTEXT_EVENTS = 16;
/** Output is written at most a second after it was made: by then the rest of a cut line has arrived. */
const SETTLED_MS = 2_000;

/** The events masked; output of one stream is read as one text, however it was cut and whatever came between. */
export function redactEvents(events: readonly TaskEvent[]): TaskEvent[] {
  const streams = Map.groupBy(events.filter(isLog), ({ data }) =>
    JSON.stringify([data.step, data.command_id, data.stream]),
  );
  const masked = new Map<number, string>();
  for (const chunks of streams.values()) {
    const text = redactText(chunks.map(({ data }) => data.text).join(""));
    let at = 0;
    for (const { seq, data } of chunks) {
      masked.set(seq, text.slice(at, at + data.text.length));
      at += data.text.length;
    }
  }
  return events.map((event) => {
    const text = isLog(event) ? masked.get(event.seq) : undefined;
    return isLog(event) && text !== undefined ? maskedLog(event, text) : redact(event);
  });
}

/** The message is a piece of the text, as a rule, and half a secret in it looks like nothing. */
function maskedLog(event: LogEvent, text: string): LogEvent {
  const { message, data } = event;
  const at = data.text.lastIndexOf(message);
  const shown = at === -1 ? redactText(message) : text.slice(at, at + message.length);
  return { ...event, message: shown, data: { ...data, text } };
}

/**
 * How many of `events` may be shown at `nowMs`: all of them, or those before the first piece of output whose other
 * half may still be on its way. `ended`: nothing more will come.
 */
export function settledCount(events: readonly TaskEvent[], nowMs: number, ended: boolean): number {
  if (ended || events.some((event) => event.type === "state" && isTerminal(event.data.to)))
    return events.length;
  const young = events.findIndex((event) => isLog(event) && Date.parse(event.timestamp) > nowMs - SETTLED_MS);
  return young === -1 ? events.length : young;
}

const isLog = (event: TaskEvent): event is LogEvent => event.type === "log";
