/**
 * All deadlines of a task, on the object's one alarm. A deadline is a row, so it survives eviction; the alarm is set to
 * the earliest one in the same turn as the row is written.
 */
export type DeadlineKind =
  /** A step is due, or a lease may have expired. */
  | "steps"
  | "outbox"
  | "mirror"
  /** The task's working time is used up. */
  | "task"
  /** The user did not answer in time. */
  | "approval"
  /** The sandbox was idle while the task waits. */
  | "sandbox_idle"
  /** A finished, mirrored task may be erased from the object. */
  | "expire";

export const LIMITS = {
  taskActiveMs: 60 * 60_000,
  approvalMs: 7 * 24 * 60 * 60_000,
  sandboxIdleMs: 15 * 60_000,
  expireMs: 30 * 24 * 60 * 60_000,
  expireRetryMs: 24 * 60 * 60_000,
  stepMs: 20 * 60_000,
  mirrorDelayMs: 500,
  outboxRetryMs: 5_000,
} as const;

/** A taken deadline fires again after this long unless `done` is called: the object may die meanwhile. */
const AGAIN_MS = 60_000;
/** Key prefix of a taken deadline, so that the same kind can be set again meanwhile. */
const TAKEN = "~";

export class Deadlines {
  private readonly storage: DurableObjectStorage;
  private readonly sql: SqlStorage;
  /** The time the alarm is set to; null if unknown. */
  private armed: number | null = null;
  private held = false;

  constructor(storage: DurableObjectStorage) {
    this.storage = storage;
    this.sql = storage.sql;
  }

  set(kind: DeadlineKind, at: number): void {
    this.sql.exec("INSERT OR REPLACE INTO deadline(kind, at) VALUES (?, ?)", kind, at);
    this.arm();
  }

  /** Sets the deadline unless an earlier one is set. */
  setBy(kind: DeadlineKind, at: number): void {
    this.sql.exec(
      "INSERT INTO deadline(kind, at) VALUES (?1, ?2) ON CONFLICT(kind) DO UPDATE SET at = min(at, ?2)",
      kind,
      at,
    );
    this.arm();
  }

  clear(kind: DeadlineKind): void {
    this.sql.exec("DELETE FROM deadline WHERE kind IN (?, ?)", kind, TAKEN + kind);
    this.arm();
  }

  /** Takes the due deadlines when the alarm fires. Each fires again unless `done` is called. */
  take(now: number): DeadlineKind[] {
    this.armed = null;
    const kinds = this.sql
      .exec<{ kind: string }>("DELETE FROM deadline WHERE at <= ? RETURNING kind", now)
      .toArray()
      // Only this class writes rows.
      .map((row) => row.kind.replace(TAKEN, "") as DeadlineKind);
    const due = [...new Set(kinds)];
    for (const kind of due)
      this.sql.exec("INSERT OR REPLACE INTO deadline(kind, at) VALUES (?, ?)", TAKEN + kind, now + AGAIN_MS);
    this.arm();
    return due;
  }

  done(kind: DeadlineKind): void {
    this.sql.exec("DELETE FROM deadline WHERE kind = ?", TAKEN + kind);
    this.arm();
  }

  /**
   * Runs a transaction and sets the alarm right after it. With no await in between, the alarm is stored atomically with
   * the transaction's writes.
   */
  around<T>(transaction: () => T): T {
    if (this.held) return transaction();
    this.held = true;
    try {
      return transaction();
    } finally {
      this.held = false;
      this.arm();
    }
  }

  private arm(): void {
    if (this.held) return;
    const { at } = this.sql.exec<{ at: number | null }>("SELECT min(at) AS at FROM deadline").one();
    if (at === null || at === this.armed) return;
    this.armed = at;
    // `setAlarm` refuses 0; a past time fires at once. Not awaited: the output gate holds answers back until the write
    // is stored.
    void this.storage.setAlarm(Math.max(1, at));
  }
}
