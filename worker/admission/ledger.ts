/** What the book of admission is kept in. Decides nothing. */
import type { Book, Waiter } from "./book.ts";

const TABLES = `
  CREATE TABLE IF NOT EXISTS slot(
    task_id TEXT PRIMARY KEY, user_id TEXT NOT NULL, idle_since INTEGER, ask_at INTEGER NOT NULL,
    silent INTEGER NOT NULL DEFAULT 0, told TEXT);
  CREATE TABLE IF NOT EXISTS waiting(
    task_id TEXT PRIMARY KEY, user_id TEXT NOT NULL, since INTEGER NOT NULL, told TEXT);
  CREATE TABLE IF NOT EXISTS served(user_id TEXT PRIMARY KEY, turn INTEGER NOT NULL);`;

interface Task {
  taskId: string;
  userId: string;
}

export class Ledger {
  private readonly sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.sql = sql;
    sql.exec(TABLES);
  }

  book(): Book {
    const slots = this.sql
      .exec<{ task_id: string; user_id: string; idle_since: number | null }>("SELECT * FROM slot")
      .toArray()
      .map((row) => ({ taskId: row.task_id, userId: row.user_id, idleSince: row.idle_since }));
    const waiting = this.sql
      .exec<{ task_id: string; user_id: string; since: number }>("SELECT * FROM waiting")
      .toArray()
      .map((row) => ({ taskId: row.task_id, userId: row.user_id, since: row.since }));
    const served = this.sql.exec<{ user_id: string; turn: number }>("SELECT * FROM served").toArray();
    return { slots, waiting, served: new Map(served.map((row) => [row.user_id, row.turn])) };
  }

  holds = (taskId: string): boolean => this.rows("slot", taskId).length > 0;

  identity(taskId: string): Task | null {
    const [row] = [...this.rows("slot", taskId), ...this.rows("waiting", taskId)];
    return row ? { taskId, userId: row.user_id } : null;
  }

  /** Keeps the place of one that waits already. */
  wait({ taskId, userId }: Task, since: number): void {
    this.sql.exec(
      "INSERT OR IGNORE INTO waiting(task_id, user_id, since) VALUES (?, ?, ?)",
      taskId,
      userId,
      since,
    );
  }

  /** From the line into a slot; `askAt`: when the task is asked whether it uses it. */
  grant({ taskId, userId }: Waiter, askAt: number): void {
    this.sql.exec("DELETE FROM waiting WHERE task_id = ?", taskId);
    this.sql.exec(
      "INSERT OR REPLACE INTO slot(task_id, user_id, ask_at) VALUES (?, ?, ?)",
      taskId,
      userId,
      askAt,
    );
    this.sql.exec(
      `INSERT INTO served(user_id, turn) VALUES (?1, 1 + (SELECT coalesce(max(turn), 0) FROM served))
       ON CONFLICT(user_id) DO UPDATE SET turn = 1 + (SELECT max(turn) FROM served)`,
      userId,
    );
  }

  drop(taskId: string): void {
    for (const table of ["slot", "waiting"]) this.sql.exec(`DELETE FROM ${table} WHERE task_id = ?`, taskId);
  }

  /** Keeps the time since which it has been idle. */
  idle(taskId: string, since: number | null): void {
    const at = since === null ? "NULL" : "coalesce(idle_since, ?2)";
    const values = since === null ? [taskId] : [taskId, since];
    this.sql.exec(`UPDATE slot SET idle_since = ${at} WHERE task_id = ?1`, ...values);
  }

  renew(taskId: string, askAt: number): void {
    this.sql.exec("UPDATE slot SET ask_at = ?, silent = 0 WHERE task_id = ?", askAt, taskId);
  }

  /** Counts a question that was not answered; how many in a row. */
  silent(taskId: string, askAt: number): number {
    const [row] = this.sql
      .exec<{ silent: number }>(
        "UPDATE slot SET silent = silent + 1, ask_at = ? WHERE task_id = ? RETURNING silent",
        askAt,
        taskId,
      )
      .toArray();
    return row?.silent ?? 0;
  }

  /** Tasks that are to be asked whether they still use their slot. */
  due(now: number): string[] {
    return this.sql
      .exec<{ task_id: string }>("SELECT task_id FROM slot WHERE ask_at <= ?", now)
      .toArray()
      .map((row) => row.task_id);
  }

  nextDue(): number | null {
    return this.sql.exec<{ at: number | null }>("SELECT min(ask_at) AS at FROM slot").one().at;
  }

  told(taskId: string): string | null {
    const [row] = [...this.rows("slot", taskId), ...this.rows("waiting", taskId)];
    return row?.told ?? null;
  }

  tell(taskId: string, standing: string): void {
    for (const table of ["slot", "waiting"])
      this.sql.exec(`UPDATE ${table} SET told = ? WHERE task_id = ?`, standing, taskId);
  }

  private rows(table: "slot" | "waiting", taskId: string): { user_id: string; told: string | null }[] {
    return this.sql
      .exec<{ user_id: string; told: string | null }>(
        `SELECT user_id, told FROM ${table} WHERE task_id = ?`,
        taskId,
      )
      .toArray();
  }
}
