import { revealAll } from "../../../../worker/protocol/hidden-text.ts";
import type { StepKind, TaskEvent } from "../../../../worker/protocol/index.ts";
import { STEP_LABEL } from "../../ui/state-words.ts";
import { formatDuration } from "../../ui/time.ts";
import { isIdle, kept, shown } from "./terminal-line.ts";
import { START as CURSOR_START, type Cursor, down, follow } from "./terminal-rows.ts";

export const MAX_LOG_LINES = 50_000;
/** Old lines are dropped this many at a time, so that the visible lines rarely move. */
export const TRIM_SLACK_LINES = 2_000;
/** About this many lines lie between two places from which the log can be read again. */
const MARK_EVERY_LINES = 5_000;

export interface LogLine {
  /** Counts from 0 over the whole task; never reused, also not after old lines were dropped. */
  readonly id: number;
  /** `step` begins a section, `command` and `result` enclose a command, `gap` says what is missing. */
  readonly kind: "output" | "step" | "command" | "result" | "gap";
  readonly step: StepKind;
  /** Id of the line that begins its section, its own for a `step`; -1 before the first section of the step. */
  readonly section: number;
  readonly stream: "stdout" | "stderr" | "system";
  /** May hold ANSI colour sequences; never a line end. */
  readonly text: string;
  /** True for failed results. */
  readonly bad: boolean;
  /** Id of the event that began the line, as the timeline names it; and its server time, ISO 8601. */
  readonly event: string;
  readonly at: string;
}

/** One run of a step. Steps may overlap: the lines of a section need not be adjacent. */
export interface LogSection {
  /** Id of the line that begins it. */
  readonly id: number;
  readonly step: StepKind;
  readonly stepId: string;
  readonly attempt: number;
  /** Server time of its begin, ISO 8601. */
  readonly at: string;
  readonly ended: { ok: boolean; durationMs: number; willRetry: boolean } | null;
}

/** A place between two events from which the log can be read again, with the same numbers. */
export interface LogMark {
  /** Events after this one give the lines from `id` on. */
  readonly seq: number;
  readonly id: number;
  readonly open: ReadonlyMap<string, Cursor>;
}

export interface LogBuffer {
  /** Without a hole: `lines[n].id` is `dropped + n`. */
  readonly lines: readonly LogLine[];
  /** Lines that are not held: all before `lines[0]`. */
  readonly dropped: number;
  /** Lines are dropped beyond this many; it grows with those that the reader asked for. */
  readonly maxLines: number;
  /** Where each source (command and stream) writes next. */
  readonly open: ReadonlyMap<string, Cursor>;
  /** Every section of the task, also those whose lines were dropped. */
  readonly sections: readonly LogSection[];
  readonly marks: readonly LogMark[];
}

const START: LogMark = { seq: 0, id: 0, open: new Map() };

export const EMPTY_LOG: LogBuffer = {
  lines: [],
  dropped: 0,
  maxLines: MAX_LOG_LINES,
  open: new Map(),
  sections: [],
  marks: [START],
};

interface Draft extends LogBuffer {
  lines: LogLine[];
  dropped: number;
  open: Map<string, Cursor>;
  sections: LogSection[];
  marks: LogMark[];
}

/** Appends what `events` add to the log. Gives the same object when they add nothing. */
export function appendToLog(log: LogBuffer, events: readonly TaskEvent[]): LogBuffer {
  if (!events.some(changesLog)) return log;
  const draft: Draft = {
    ...log,
    lines: [...log.lines],
    open: new Map(log.open),
    sections: [...log.sections],
    marks: [...log.marks],
  };
  for (const event of events) {
    appendEvent(draft, event);
    mark(draft, event.seq);
  }
  if (draft.lines.length > draft.maxLines + TRIM_SLACK_LINES) {
    const excess = draft.lines.length - draft.maxLines;
    draft.lines.splice(0, excess);
    draft.dropped += excess;
  }
  return draft;
}

/**
 * Puts `earlier` before the lines of the log, and keeps that many more from now on. They must end where the log begins;
 * otherwise the log stays as it is.
 */
export function prependToLog(log: LogBuffer, earlier: readonly LogLine[]): LogBuffer {
  const first = earlier[0];
  if (!first || first.id + earlier.length !== log.dropped) return log;
  return {
    ...log,
    lines: [...earlier, ...log.lines],
    dropped: first.id,
    maxLines: log.maxLines + earlier.length,
  };
}

/** The last place from which line `id` can be read again. */
export const markBefore = (log: LogBuffer, id: number): LogMark =>
  log.marks.findLast((one) => one.id <= id) ?? START;

/** An empty log that continues after `mark`: appended lines get the ids they had before. */
export const resumeAt = (mark: LogMark, sections: readonly LogSection[]): LogBuffer => ({
  lines: [],
  dropped: mark.id,
  maxLines: Number.POSITIVE_INFINITY,
  open: mark.open,
  sections,
  marks: [mark],
});

/** How many lines there were so far, with those that were dropped. */
export const totalLines = (log: LogBuffer): number => log.dropped + log.lines.length;

/** Position in the journal of an event that `LogLine.event` names. */
export const seqOfEvent = (event: string): number => Number(event.slice(event.lastIndexOf("-") + 1));

const CHANGES_LOG = new Set<TaskEvent["type"]>([
  "log",
  "log_truncated",
  "step_started",
  "step_finished",
  "command_started",
  "command_finished",
]);
const changesLog = (event: TaskEvent): boolean => CHANGES_LOG.has(event.type);

function mark(draft: Draft, seq: number): void {
  const id = totalLines(draft);
  const last = draft.marks.at(-1);
  if (last && id - last.id >= MARK_EVERY_LINES) draft.marks.push({ seq, id, open: new Map(draft.open) });
}

type NewLine = Pick<LogLine, "kind" | "step" | "text"> & Partial<Pick<LogLine, "stream" | "bad">>;

function push(draft: Draft, event: TaskEvent, line: NewLine): number {
  const id = totalLines(draft);
  const own = (section: LogSection) => section.step === line.step && section.id <= id;
  draft.lines.push({
    stream: "system",
    bad: false,
    ...line,
    id,
    section: draft.sections.findLast(own)?.id ?? -1,
    event: `${event.type}-${event.seq}`,
    at: event.timestamp,
  });
  return id;
}

function appendEvent(draft: Draft, event: TaskEvent): void {
  switch (event.type) {
    case "step_started":
      beginSection(draft, event);
      return;
    case "step_finished": {
      const { step_id, ok, duration_ms, will_retry } = event.data;
      const at = draft.sections.findLastIndex((section) => section.stepId === step_id);
      const section = draft.sections[at];
      const ended = { ok, durationMs: duration_ms, willRetry: will_retry };
      if (section) draft.sections[at] = { ...section, ended };
      return;
    }
    case "command_started": {
      const { step, command } = event.data;
      push(draft, event, { kind: "command", step, text: revealAll(command) });
      return;
    }
    case "command_finished": {
      const { step, command_id, exit_code, timed_out, duration_ms } = event.data;
      for (const stream of ["stdout", "stderr", "system"]) draft.open.delete(`${command_id}/${stream}`);
      const how = timed_out ? "timed out" : exit_code === null ? "killed" : `exit ${exit_code}`;
      const text = `${how} after ${formatDuration(duration_ms)}`;
      push(draft, event, { kind: "result", step, text, bad: timed_out || exit_code !== 0 });
      return;
    }
    case "log_truncated": {
      const { step, dropped_bytes } = event.data;
      const text = `${Math.max(1, Math.round(dropped_bytes / 1024)).toLocaleString("en")} KB of output left out`;
      push(draft, event, { kind: "gap", step, text });
      return;
    }
    case "log":
      appendText(draft, event);
      return;
  }
}

type Of<T extends TaskEvent["type"]> = Extract<TaskEvent, { type: T }>;

function beginSection(draft: Draft, event: Of<"step_started">): void {
  const { step, step_id, attempt } = event.data;
  if (step === "cleanup") return;
  const id = totalLines(draft);
  // It is known already where the log is read again.
  if (!draft.sections.some((section) => section.id === id))
    draft.sections.push({ id, step, stepId: step_id, attempt, at: event.timestamp, ended: null });
  const text = STEP_LABEL[step].running + (attempt > 1 ? ` (attempt ${attempt})` : "");
  push(draft, event, { kind: "step", step, text });
}

/** Cuts a piece of a stream into lines; an unfinished last line is continued by the next piece. */
function appendText(draft: Draft, event: Of<"log">): void {
  const { data } = event;
  const source = `${data.command_id ?? data.step}/${data.stream}`;
  const put = (cursor: Cursor, text: string) => write(draft, event, cursor, text);
  const pieces = data.text.split("\n");
  const tail = pieces.pop() ?? "";
  let cursor = draft.open.get(source) ?? CURSOR_START;
  for (const piece of pieces) {
    cursor = follow(cursor, piece, put);
    if (cursor.open !== "") cursor = put(cursor, cursor.open);
    // An empty line is one too.
    if (cursor.id === null) cursor = put(cursor, "");
    cursor = down(cursor, cursor.id ?? 0);
  }
  if (tail !== "") cursor = follow(cursor, tail, put);
  draft.open.set(source, cursor);
}

function write(draft: Draft, event: Of<"log">, cursor: Cursor, text: string): Cursor {
  const raw = cursor.raw + text;
  if (cursor.id === null) {
    const { step, stream } = event.data;
    const id = push(draft, event, { kind: "output", step, stream, text: shown(raw) });
    return { ...cursor, id, raw: kept(raw) };
  }
  if (isIdle(raw)) return { ...cursor, raw };
  const begun = draft.lines[cursor.id - draft.dropped];
  // A dropped line still receives its continuation: its number must not be reused.
  if (begun) draft.lines[cursor.id - draft.dropped] = { ...begun, text: shown(raw) };
  return { ...cursor, raw: kept(raw) };
}
