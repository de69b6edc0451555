/**
 * Schema migrations of a task's object. Whoever changes the meaning of a stored record, document or table raises
 * `STORED_FORM` (schema.ts) and adds a migration; a fixture of the previous form (`worker/test/fixtures/`) tests it.
 */
import { z } from "zod";
import { SYSTEM, TaskState } from "../../protocol/index.ts";
import { newRecord, type TaskRecord } from "./record.ts";
import { createTables, hasTables, STORED_FORM } from "./schema.ts";
import { withCounts } from "./stored-counts.ts";

/** Each migrates its form to the next. Runs in a transaction; an exception rolls everything back. */
const STEPS: readonly ((sql: SqlStorage) => void)[] = [fromUnversioned, withActors, withCounts];

/** The minimum that must be present for the rest to be readable. */
const Readable = z.looseObject({
  init: z.looseObject({
    taskId: z.string(),
    userId: z.string(),
    repo_full_name: z.string(),
    branch: z.string(),
    prompt: z.string(),
  }),
  state: TaskState,
  title: z.string(),
  epoch: z.int(),
  version: z.int(),
  createdAt: z.number(),
});

/** Columns that are read; a table without one of them has another form. */
const PROBES = [
  "SELECT body FROM record LIMIT 0",
  "SELECT seq, ts, stage, type, message, data, dedupe, actor FROM event LIMIT 0",
  "SELECT id, kind, epoch, status, attempt, lease, lease_until, not_before, created_at, started_at, finished_at FROM step LIMIT 0",
  "SELECT id, message FROM outbox LIMIT 0",
  "SELECT kind, at FROM deadline LIMIT 0",
  "SELECT version, body FROM plan LIMIT 0",
  "SELECT id, text, created_at, taken, actor FROM inbox LIMIT 0",
  "SELECT key, fingerprint, body, at FROM answer LIMIT 0",
  "SELECT seq, at, actor, org, action, detail FROM audit LIMIT 0",
  "SELECT id, step_id FROM process LIMIT 0",
  "SELECT path, executable, origin FROM touched LIMIT 0",
  "SELECT key, kept, body FROM object LIMIT 0",
  "SELECT key, part, body FROM document LIMIT 0",
];

/**
 * Migrates an object's storage to the present form. Returns null, or why it cannot be read; then nothing was written.
 * Writes nothing when there is no task.
 */
export function openStored(storage: DurableObjectStorage): string | null {
  try {
    return storage.transactionSync(() => bringUp(storage.sql));
  } catch (error) {
    return `it cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function bringUp(sql: SqlStorage): string | null {
  if (!hasTables(sql)) return null;
  const found = formOf(sql);
  if (found > STORED_FORM) return `its form is ${found}, and this Verne knows ${STORED_FORM}`;
  createTables(sql);
  for (const step of STEPS.slice(found)) step(sql);
  for (const probe of PROBES) sql.exec(probe);
  sql.exec("UPDATE form SET version = ?", STORED_FORM);
  const body = bodyOf(sql);
  if (body !== null) Readable.parse(JSON.parse(body));
  return null;
}

/** 0 for storage from before forms were numbered. */
function formOf(sql: SqlStorage): number {
  const named = sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'form'").toArray();
  if (named.length === 0) return 0;
  return sql.exec<{ version: number }>("SELECT version FROM form").toArray()[0]?.version ?? 0;
}

const bodyOf = (sql: SqlStorage): string | null =>
  sql.exec<{ body: string }>("SELECT body FROM record").toArray()[0]?.body ?? null;

/**
 * Findings of form 0 do not cover secrets: without them the change is `unchecked` until it is read again. Missing
 * members of a record get the defaults of a new one.
 */
function fromUnversioned(sql: SqlStorage): void {
  sql.exec("DELETE FROM document WHERE key = 'findings'");
  const body = bodyOf(sql);
  if (body === null) return;
  const stored = JSON.parse(body) as TaskRecord; // checked when all steps are done
  const record = { ...newRecord(stored.init, stored.createdAt), ...stored };
  sql.exec("UPDATE record SET body = ?", JSON.stringify(record));
}

/** Older events have no actor: the owner created the task, everything else is attributed to the system. */
function withActors(sql: SqlStorage): void {
  for (const table of ["event", "inbox"])
    sql.exec(`ALTER TABLE ${table} ADD COLUMN actor TEXT NOT NULL DEFAULT '${JSON.stringify(SYSTEM)}'`);
  const body = bodyOf(sql);
  if (body === null) return;
  const record = JSON.parse(body) as TaskRecord; // checked when all steps are done
  record.init.creator = { kind: "user", user_id: record.init.userId, login: null };
  sql.exec("UPDATE record SET body = ?", JSON.stringify(record));
}
