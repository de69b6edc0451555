/**
 * The task's append-only journal. `seq` grows by one with each event and is the cursor of every reader: sockets,
 * the HTTP page and the mirror. Nothing is ever updated or removed while the object lives.
 */
import { z } from "zod";
import {
  type Actor,
  type EventInput,
  PAGE_BYTES,
  type Stage,
  SYSTEM,
  type TaskEvent,
} from "../../protocol/index.ts";
import { fitComparison, fitJson, fitReport } from "./truncate.ts";

interface Row extends Record<string, SqlStorageValue> {
  seq: number;
  ts: number;
  stage: string;
  type: string;
  message: string;
  data: string;
  /** Null in a journal that could not be migrated to the present stored form. */
  actor: string | null;
}

/** Upper bound for an event's JSON without message, data and actor. */
const FRAME_BYTES = 262;
/** Limit of one event: a row holds at most 2 MB, and a character takes up to three bytes. */
const EVENT_CHARS = 600_000;
const REPORT_CHARS = 200_000;

const UserMessage = z.object({ message_id: z.string(), text: z.string() });

const utf8 = new TextEncoder();

/** An event's data, truncated; whole reports are stored as documents. */
function dataOf(input: EventInput): string {
  if (input.type === "tests")
    return fitJson({ ...input.data, report: fitReport(input.data.report, REPORT_CHARS) }, EVENT_CHARS);
  if (input.type === "evidence")
    return fitJson({ comparison: fitComparison(input.data.comparison, REPORT_CHARS) }, EVENT_CHARS);
  return fitJson(input.data, EVENT_CHARS);
}

export class Journal {
  private readonly sql: SqlStorage;
  private readonly taskId: string;

  constructor(sql: SqlStorage, taskId: string) {
    this.sql = sql;
    this.taskId = taskId;
  }

  /** False if an event with the same `dedupe` key exists. */
  append(input: EventInput, stage: Stage, now: number, actor: Actor): boolean {
    const cursor = this.sql.exec(
      `INSERT INTO event(ts, stage, type, message, data, dedupe, actor) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT(dedupe) DO NOTHING`,
      now,
      stage,
      input.type,
      input.message,
      dataOf(input),
      input.dedupe ?? null,
      JSON.stringify(actor),
    );
    return cursor.rowsWritten > 0;
  }

  /** Events after `after`, oldest first, up to `limit` and `PAGE_BYTES`; a larger event comes alone. */
  read(after: number, limit: number): TaskEvent[] {
    const events: TaskEvent[] = [];
    let bytes = 0;
    const rows = this.sql.exec<Row & { bytes: number }>(
      // `length` of a text counts characters, of a BLOB bytes.
      "SELECT *, length(CAST(data AS BLOB)) AS bytes FROM event WHERE seq > ? ORDER BY seq LIMIT ?",
      after,
      limit,
    );
    for (const row of rows) {
      bytes += row.bytes + utf8.encode(JSON.stringify(row.message) + row.actor).length + FRAME_BYTES;
      if (events.length > 0 && bytes > PAGE_BYTES) break;
      events.push(this.event(row));
    }
    return events;
  }

  /** Events of these types after `after`, oldest first, up to `limit`. */
  readTypes(types: readonly TaskEvent["type"][], after: number, limit: number): TaskEvent[] {
    const marks = types.map(() => "?").join(", ");
    return this.sql
      .exec<Row>(
        `SELECT * FROM event WHERE seq > ? AND type IN (${marks}) ORDER BY seq LIMIT ?`,
        after,
        ...types,
        limit,
      )
      .toArray()
      .map((row) => this.event(row));
  }

  /** All messages of the user, oldest first. */
  userMessages(): { id: string; text: string }[] {
    const rows = this.sql.exec<{ data: string }>(
      "SELECT data FROM event WHERE type = 'user_message' ORDER BY seq",
    );
    return rows.toArray().map(({ data }) => {
      const { message_id: id, text } = UserMessage.parse(JSON.parse(data));
      return { id, text };
    });
  }

  head(): number {
    const row = this.sql.exec<{ head: number | null }>("SELECT max(seq) AS head FROM event").one();
    return row.head ?? 0;
  }

  private event(row: Row): TaskEvent {
    // Only `append` writes rows, and its input type is the event's.
    return {
      task_id: this.taskId,
      seq: row.seq,
      timestamp: new Date(row.ts).toISOString(),
      stage: row.stage,
      message: row.message,
      type: row.type,
      data: JSON.parse(row.data),
      actor: row.actor ? JSON.parse(row.actor) : SYSTEM,
    } as TaskEvent;
  }
}
