/**
 * Every promise about time, on the one alarm an object has. A deadline is a row, so it survives eviction; the alarm
 * is always set to the earliest one, in the same turn as the row is written.
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
  expireRetryMs: 24 * 60 * 60_000,
  stepMs: 20 * 60_000,
  mirrorDelayMs: 500,
  outboxRetryMs: 5_000,
} as const;

/** A deadline that is being met comes up again after this long, unless `done` was said: the object may die meanwhile. */
const AGAIN_MS = 60_000;
/** Prefix under which it waits for that, so that the same kind can be set anew in the meantime. */
const TAKEN = "~";

export class Deadlines {
  private readonly storage: DurableObjectStorage;
  private readonly sql: SqlStorage;
  /** What the alarm is known to be set to; null if that is not known. */
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

  /** Keeps an earlier time that is already set. */
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

  /** Returns what is due when the alarm has gone off. Each comes up again unless `done` is called once it is met. */
  take(now: number): DeadlineKind[] {
    this.armed = null;
    const kinds = this.sql
      .exec<{ kind: string }>("DELETE FROM deadline WHERE at <= ? RETURNING kind", now)
      .toArray()
      // Rows are written by this class alone.
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
   * Runs a transaction and sets the alarm right after it. Without an await in between, the alarm is stored together
   * with what the transaction wrote; an object that dies has both or neither.
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
    // A time of zero is refused, and one that is over is as good as now.
    // Not awaited: the platform holds every answer back until what was written is stored.
    void this.storage.setAlarm(Math.max(1, at));
  }
}
