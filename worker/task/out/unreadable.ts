/**
 * Ends a task whose object cannot be read: stored by a newer Verne, or damaged. The rest of its journal is mirrored to
 * Postgres, which answers for the task from then on. The object's storage is left unchanged.
 */

import { databaseOf } from "../../access/database.ts";
import { SERVICE } from "../../access/principal.ts";
import type { Config } from "../../env.ts";
import type { TaskFailure } from "../../protocol/index.ts";
import { appendAudit } from "../../store/audit.ts";
import { appendTaskLogs } from "../../store/task-logs.ts";
import { failUnreadable } from "../../store/tasks.ts";
import { AuditTrail } from "../record/audit-trail.ts";
import { Journal } from "../record/journal.ts";

const EVENTS_PER_CALL = 200;
/** Read limit, above any number of entries that can be waiting. */
const TRAIL_ENTRIES = 10_000;

/** Idempotent. Throws StoreFailure when Postgres does not answer. */
export async function endUnreadable(
  taskId: string,
  why: string,
  { sql, config }: { sql: SqlStorage; config: Config },
): Promise<void> {
  const service = databaseOf(config, SERVICE);
  const failure: TaskFailure = {
    code: "stored_form",
    message: `This task was stored by another version of Verne, and this one cannot go on with it (${why}). Its history, plan and diff can still be read and downloaded here; start it again as a new task`,
    step: null,
  };
  await failUnreadable(service, taskId, failure);
  const trail = readable(() => new AuditTrail(sql).waiting(TRAIL_ENTRIES));
  // The owner is unknown: it may be in the unreadable part.
  if (trail.length > 0) await appendAudit(service, taskId, null, trail);
  const journal = new Journal(sql, taskId);
  for (let seq = 0; ; ) {
    const events = readable(() => journal.read(seq, EVENTS_PER_CALL));
    const last = events.at(-1);
    if (!last) return;
    await appendTaskLogs(service, taskId, events);
    seq = last.seq;
  }
}

/** The readable prefix of a damaged journal. */
function readable<T>(read: () => T[]): T[] {
  try {
    return read();
  } catch {
    return [];
  }
}
