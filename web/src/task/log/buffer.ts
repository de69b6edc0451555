import type { StepKind, TaskEvent } from "../../../../worker/protocol/index.ts";
import { STEP_LABEL } from "../../ui/state-words.ts";
import { formatDuration } from "../../ui/time.ts";

export const MAX_LOG_LINES = 50_000;
const MAX_LINE_CHARS = 8_000;

export interface LogLine {
  /** Counts from 0 over the whole task; never reused, also not after old lines were dropped. */
  readonly id: number;
  /** `step` and `command` begin a section, `result` ends a command, `gap` says what is missing. */
  readonly kind: "output" | "step" | "command" | "result" | "gap";
  readonly step: StepKind;
  readonly stream: "stdout" | "stderr" | "system";
  /** May hold ANSI colour sequences; never a line end. */
  readonly text: string;
  /** True for failed results. */
  readonly bad: boolean;
  /** Id of the event that began the line, as the timeline names it; and its server time, ISO 8601. */
  readonly event: string;
  readonly at: string;
}

export interface LogBuffer {
  readonly lines: readonly LogLine[];
  /** Lines dropped from the front; `lines[0].id` once there are lines. */
  readonly dropped: number;
  /** Lines that wait for their end, by source (command and stream). */
  readonly open: ReadonlyMap<string, OpenLine>;
}

interface OpenLine {
  readonly id: number;
  /** What has come of the line so far, with its carriage returns. */
  readonly raw: string;
}

export const EMPTY_LOG: LogBuffer = { lines: [], dropped: 0, open: new Map() };

interface Draft {
  lines: LogLine[];
  dropped: number;
  open: Map<string, OpenLine>;
}

/** Appends what `events` add to the log. Gives the same object when they add nothing. */
export function appendToLog(log: LogBuffer, events: readonly TaskEvent[]): LogBuffer {
  if (!events.some(addsLines)) return log;
  const draft: Draft = { lines: [...log.lines], dropped: log.dropped, open: new Map(log.open) };
  for (const event of events) appendEvent(draft, event);
  const excess = draft.lines.length - MAX_LOG_LINES;
  if (excess > 0) {
    draft.lines.splice(0, excess);
    draft.dropped += excess;
  }
  return draft;
}

const addsLines = (event: TaskEvent): boolean =>
  event.type === "log" ||
  event.type === "log_truncated" ||
  event.type === "step_started" ||
  event.type === "command_started" ||
  event.type === "command_finished";

function push(draft: Draft, event: TaskEvent, line: Omit<LogLine, "id" | "event" | "at">): number {
  const id = draft.dropped + draft.lines.length;
  draft.lines.push({ id, ...line, event: `${event.type}-${event.seq}`, at: event.timestamp });
  return id;
}

function appendEvent(draft: Draft, event: TaskEvent): void {
  switch (event.type) {
    case "step_started": {
      const { step, attempt } = event.data;
      if (step === "cleanup") return;
      const text = STEP_LABEL[step].running + (attempt > 1 ? ` (attempt ${attempt})` : "");
      push(draft, event, { kind: "step", step, stream: "system", text, bad: false });
      return;
    }
    case "command_started": {
      const { step, command } = event.data;
      push(draft, event, { kind: "command", step, stream: "system", text: command, bad: false });
      return;
    }
    case "command_finished": {
      const { step, command_id, exit_code, timed_out, duration_ms } = event.data;
      for (const stream of ["stdout", "stderr", "system"]) draft.open.delete(`${command_id}/${stream}`);
      const how = timed_out ? "timed out" : exit_code === null ? "killed" : `exit ${exit_code}`;
      const bad = timed_out || exit_code !== 0;
      push(draft, event, {
        kind: "result",
        step,
        stream: "system",
        text: `${how} after ${formatDuration(duration_ms)}`,
        bad,
      });
      return;
    }
    case "log_truncated": {
      const { step, dropped_bytes } = event.data;
      const text = `${Math.max(1, Math.round(dropped_bytes / 1024)).toLocaleString("en")} KB of output left out`;
      push(draft, event, { kind: "gap", step, stream: "system", text, bad: false });
      return;
    }
    case "log":
      appendText(draft, event);
      return;
  }
}

type LogEvent = Extract<TaskEvent, { type: "log" }>;

/** Cuts a piece of a stream into lines; an unfinished last line is continued by the next piece. */
function appendText(draft: Draft, event: LogEvent): void {
  const { data } = event;
  const source = `${data.command_id ?? data.step}/${data.stream}`;
  const pieces = data.text.split("\n");
  const tail = pieces.pop() ?? "";
  for (const piece of pieces) {
    write(draft, source, event, piece);
    draft.open.delete(source);
  }
  if (tail !== "") write(draft, source, event, tail);
}

function write(draft: Draft, source: string, event: LogEvent, piece: string): void {
  const open = draft.open.get(source);
  const raw = (open ? open.raw : "") + piece;
  const begun = open && draft.lines[open.id - draft.dropped];
  if (open && begun) {
    draft.lines[open.id - draft.dropped] = { ...begun, text: shown(raw) };
    draft.open.set(source, { id: open.id, raw: bounded(raw) });
    return;
  }
  const line = {
    kind: "output",
    step: event.data.step,
    stream: event.data.stream,
    text: shown(raw),
    bad: false,
  } as const;
  draft.open.set(source, { id: push(draft, event, line), raw: bounded(raw) });
}

/** A carriage return starts the line again, as a terminal shows it: progress bars leave their last state. */
function shown(raw: string): string {
  const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
  const text = line.slice(line.lastIndexOf("\r") + 1);
  return text.length > MAX_LINE_CHARS ? `${text.slice(0, MAX_LINE_CHARS)}…` : text;
}

/** The part of an unfinished line that can still matter, at most one character more than is shown. */
function bounded(raw: string): string {
  const ends = raw.endsWith("\r");
  const line = ends ? raw.slice(0, -1) : raw;
  const text = line.slice(line.lastIndexOf("\r") + 1).slice(0, MAX_LINE_CHARS + 1);
  return ends ? `${text}\r` : text;
}
