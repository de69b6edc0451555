/** Tables of one task's SQLite. The object owns them; nothing else reads or writes them. */
const TABLES = [
  // One row: version of the stored form (stored-form.ts).
  `CREATE TABLE IF NOT EXISTS form(version INTEGER NOT NULL)`,
  // The record: one row of JSON, replaced as a whole inside transactions.
  `CREATE TABLE IF NOT EXISTS record(id INTEGER PRIMARY KEY CHECK (id = 1), body TEXT NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS event(
     seq INTEGER PRIMARY KEY AUTOINCREMENT, ts INTEGER NOT NULL, stage TEXT NOT NULL, type TEXT NOT NULL,
     message TEXT NOT NULL, data TEXT NOT NULL, dedupe TEXT UNIQUE, actor TEXT NOT NULL)`,
  // status: pending | running | done | failed | void (fenced)
  `CREATE TABLE IF NOT EXISTS step(
     id TEXT PRIMARY KEY, kind TEXT NOT NULL, epoch INTEGER NOT NULL, status TEXT NOT NULL,
     attempt INTEGER NOT NULL DEFAULT 0, lease TEXT, lease_until INTEGER, not_before INTEGER NOT NULL DEFAULT 0,
     created_at INTEGER NOT NULL, started_at INTEGER, finished_at INTEGER)`,
  `CREATE TABLE IF NOT EXISTS outbox(id INTEGER PRIMARY KEY AUTOINCREMENT, message TEXT NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS deadline(kind TEXT PRIMARY KEY, at INTEGER NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS plan(version INTEGER PRIMARY KEY, body TEXT NOT NULL)`,
  // taken: 0 waiting | 1 read by the running step | 2 answered
  `CREATE TABLE IF NOT EXISTS inbox(
     id TEXT PRIMARY KEY, text TEXT NOT NULL, created_at INTEGER NOT NULL, taken INTEGER NOT NULL DEFAULT 0,
     actor TEXT NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS answer(
     key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL)`,
  // Outbox of the audit log.
  `CREATE TABLE IF NOT EXISTS audit(
     seq INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, actor TEXT NOT NULL, org TEXT, action TEXT NOT NULL,
     detail TEXT NOT NULL)`,
  // Processes that may be running in the sandbox; killed when their step is fenced or restarted.
  `CREATE TABLE IF NOT EXISTS process(id TEXT PRIMARY KEY, step_id TEXT NOT NULL)`,
  // Paths written since the last checkpoint; the change consists of such paths only.
  `CREATE TABLE IF NOT EXISTS touched(path TEXT PRIMARY KEY, executable INTEGER, origin TEXT)`,
  // Bytes by key; a null body means R2. Kept ones are not swept.
  `CREATE TABLE IF NOT EXISTS object(key TEXT PRIMARY KEY, kept INTEGER NOT NULL, body BLOB)`,
  // Larger values, split into parts because a row holds at most 2 MB.
  `CREATE TABLE IF NOT EXISTS document(key TEXT NOT NULL, part INTEGER NOT NULL, body TEXT NOT NULL,
     PRIMARY KEY (key, part))`,
];

/** Read-only: an object without a task stores nothing. */
export const hasTables = (sql: SqlStorage): boolean =>
  sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'record'").toArray().length > 0;

/** Version of the stored form; `stored-form.ts` says when to raise it, and migrates older forms. */
export const STORED_FORM = 3;

export function createTables(sql: SqlStorage): void {
  for (const table of TABLES) sql.exec(table);
  sql.exec("INSERT INTO form(version) SELECT ? WHERE NOT EXISTS (SELECT 1 FROM form)", STORED_FORM);
}
