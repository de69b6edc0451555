import { type EventPage, PAGE_BYTES, type TaskEvent } from "../protocol/index.ts";
import type { ServiceClient, UserClient } from "./client.ts";
import { dataOf } from "./failure.ts";
import { isoTime, toPostgresText } from "./text.ts";

const ROWS_PER_CALL = 500;

/** Mirrors journal events; those already there stay as they are. Returns how many were new. */
export async function appendTaskLogs(
  service: ServiceClient,
  taskId: string,
  events: readonly TaskEvent[],
): Promise<number> {
  let added = 0;
  for (let start = 0; start < events.length; start += ROWS_PER_CALL) {
    const rows = events
      .slice(start, start + ROWS_PER_CALL)
      .map(({ seq, timestamp, stage, message, type, data, actor }) => ({
        seq,
        timestamp,
        stage,
        message,
        type,
        data,
        actor,
      }));
    added += dataOf(
      "append task logs",
      await service.rpc("append_task_logs", { p_task_id: taskId, p_rows: toPostgresText(rows) }),
    );
  }
  return added;
}

/**
 * Mirrored events of a task that the reader may see, with `seq` over `after`, in order, as large a page as the task's
 * object gives: at most `limit`, and `PAGE_BYTES` or one event. `head` is the last one mirrored, or 0.
 */
export async function readTaskLogs(
  client: UserClient | ServiceClient,
  taskId: string,
  after: number,
  limit: number,
): Promise<EventPage> {
  const asked = { p_task_id: taskId, p_after: after, p_limit: limit, p_bytes: PAGE_BYTES };
  const newest = client.from("task_logs").select("seq").eq("task_id", taskId);
  const [page, last] = await Promise.all([
    client.rpc("read_task_logs", asked),
    newest.order("seq", { ascending: false }).limit(1),
  ]);
  const items = dataOf("read task logs", page).map((row) => ({ ...row, timestamp: isoTime(row.timestamp) }));
  const head = dataOf("read task logs", last)[0]?.seq ?? 0;
  // Every row was a TaskEvent when appendTaskLogs wrote it.
  return { items: items as TaskEvent[], head };
}
