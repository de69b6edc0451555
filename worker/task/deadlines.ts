/**
 * Every promise about time, on the one alarm an object has. A deadline is a row, so it survives eviction; the alarm
 * is always set to the earliest one.
 */
export type DeadlineKind =
  /** A step is due, or a lease may have run out: drive it again. */
  | "steps"
  | "outbox"
  | "mirror"
  /** The task has worked for its whole allowance. */
  | "task"
  /** Nobody answered the question the task waits with. */
  | "approval"
  /** The sandbox has been idle while the task waits. */
  | "sandbox_idle"
  /** The object may forget a finished, mirrored task. */
  | "expire";

export const LIMITS = {
  taskActiveMs: 60 * 60_000,
  approvalMs: 7 * 24 * 60 * 60_000,
  sandboxIdleMs: 15 * 60_000,
  expireMs: 30 * 24 * 60 * 60_000,
  stepMs: 20 * 60_000,
  mirrorDelayMs: 500,
  outboxRetryMs: 5_000,
} as const;

export class Deadlines {
  private readonly sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.sql = sql;
  }

  set(kind: DeadlineKind, at: number): void {
    this.sql.exec("INSERT OR REPLACE INTO deadline(kind, at) VALUES (?, ?)", kind, at);
  }

  /** Keeps an earlier time that is already set. */
  setBy(kind: DeadlineKind, at: number): void {
    this.sql.exec(
      "INSERT INTO deadline(kind, at) VALUES (?1, ?2) ON CONFLICT(kind) DO UPDATE SET at = min(at, ?2)",
      kind,
      at,
    );
  }

  clear(kind: DeadlineKind): void {
    this.sql.exec("DELETE FROM deadline WHERE kind = ?", kind);
  }

  /** Removes and returns what is due. */
  take(now: number): DeadlineKind[] {
    return (
      this.sql
        .exec<{ kind: string }>("DELETE FROM deadline WHERE at <= ? RETURNING kind", now)
        .toArray()
        // Rows are written by `set` and `setBy` alone.
        .map((row) => row.kind as DeadlineKind)
    );
  }

  next(): number | null {
    return this.sql.exec<{ at: number | null }>("SELECT min(at) AS at FROM deadline").one().at;
  }
}
