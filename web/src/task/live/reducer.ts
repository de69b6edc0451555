import type { TaskEvent, TaskState } from "../../../../worker/protocol/index.ts";
import { appendToLog, EMPTY_LOG, type LogBuffer, type LogLine, prependToLog } from "../log/buffer.ts";
import { type Entry, foldTimeline } from "../timeline/fold.ts";
import { appendSpendings, type Spending } from "./spending.ts";

/** Everything the task page knows from the journal. Immutable: `reduce` gives a new one. */
export interface Journal {
  /** Every event up to this position is folded in, exactly once. Replay starts after it. */
  readonly lastSeq: number;
  /** Events that arrived before an earlier one, held until the gap is closed. */
  readonly ahead: ReadonlyMap<number, TaskEvent>;
  readonly state: TaskState | null;
  readonly timeline: readonly Entry[];
  readonly log: LogBuffer;
  readonly spendings: readonly Spending[];
  /** Server time of the newest folded event, ISO 8601. */
  readonly lastEventAt: string | null;
}

export const EMPTY_JOURNAL: Journal = {
  lastSeq: 0,
  ahead: new Map(),
  state: null,
  timeline: [],
  log: EMPTY_LOG,
  spendings: [],
  lastEventAt: null,
};

export type JournalAction =
  /** Events in any order, with any repeats. */
  | { type: "events"; events: readonly TaskEvent[] }
  /** The server has replayed everything up to `head`: what is still missing does not exist there. */
  | { type: "caught_up"; head: number }
  /** Lines of the log that were dropped and have been read again. */
  | { type: "earlier_lines"; lines: readonly LogLine[] };

/**
 * Folds an action into the journal. Each `seq` counts once and in order, however the events arrive:
 * repeats are dropped, early ones wait until the gap before them closes. Gives the same object when
 * nothing changed.
 */
export function reduce(journal: Journal, action: JournalAction): Journal {
  if (action.type === "caught_up") return closeGaps(journal);
  if (action.type === "earlier_lines") {
    const log = prependToLog(journal.log, action.lines);
    return log === journal.log ? journal : { ...journal, log };
  }
  const ahead = new Map(journal.ahead);
  for (const event of action.events) {
    if (event.seq > journal.lastSeq && !ahead.has(event.seq)) ahead.set(event.seq, event);
  }
  if (ahead.size === journal.ahead.size) return journal;
  const ready: TaskEvent[] = [];
  for (let seq = journal.lastSeq + 1; ; seq++) {
    const event = ahead.get(seq);
    if (!event) break;
    ahead.delete(seq);
    ready.push(event);
  }
  return fold({ ...journal, ahead }, ready);
}

/** True when an event is missing between what is folded in and what has arrived. */
export const hasGap = (journal: Journal): boolean => journal.ahead.size > 0;

function closeGaps(journal: Journal): Journal {
  if (journal.ahead.size === 0) return journal;
  const waiting = [...journal.ahead.values()].sort((a, b) => a.seq - b.seq);
  return fold({ ...journal, ahead: new Map() }, waiting);
}

function fold(journal: Journal, events: readonly TaskEvent[]): Journal {
  const last = events.at(-1);
  if (!last) return journal;
  let state = journal.state;
  for (const event of events) if (event.type === "state") state = event.data.to;
  return {
    lastSeq: last.seq,
    ahead: journal.ahead,
    state,
    timeline: foldTimeline(journal.timeline, events),
    log: appendToLog(journal.log, events),
    spendings: appendSpendings(journal.spendings, events),
    lastEventAt: last.timestamp,
  };
}

/**
 * Events after which the task itself (`GET /api/tasks/{id}`) reads differently and has to be read again. `usage` is
 * none of them: what it changes is in the event (`spending.ts`).
 */
const CHANGES_TASK = new Set<TaskEvent["type"]>([
  "state",
  "plan",
  "plan_approved",
  "scope_exceeded",
  "user_message",
  "user_message_taken",
  "evidence",
  "step_started",
  "tests",
  "warning",
  "diff",
  "pull_request",
  "sandbox",
  "error",
]);

/** The newest position among `events` after which the task has to be read again; 0 when none has. */
export const newestTaskChange = (events: readonly TaskEvent[]): number =>
  events.reduce((newest, event) => (CHANGES_TASK.has(event.type) ? Math.max(newest, event.seq) : newest), 0);
