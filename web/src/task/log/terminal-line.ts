const MAX_LINE_CHARS = 8_000;

/** What a terminal shows of a line: a carriage return starts it again, so that a progress bar leaves its last state. */
export function shown(raw: string): string {
  const text = lastState(raw);
  return text.length > MAX_LINE_CHARS ? `${text.slice(0, MAX_LINE_CHARS)}…` : text;
}

/** The part of an unfinished line that can still matter, at most one character more than is shown. */
export const kept = (raw: string): string =>
  lastState(raw).slice(0, MAX_LINE_CHARS + 1) + (raw.endsWith("\r") ? "\r" : "");

function lastState(raw: string): string {
  const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
  return line.slice(line.lastIndexOf("\r") + 1);
}
