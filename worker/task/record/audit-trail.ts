/**
 * Outbox of the audit log: who gave a task which command. Entries are written in the command's transaction and sent
 * with the mirror; Postgres ignores duplicates.
 */
import type { Actor, AuditAction, TaskCommand } from "../../protocol/index.ts";

/** The actor, and the organisation through which the task is shared with them. */
export interface By {
  actor: Actor;
  orgId: string | null;
}

export interface TrailEntry extends By {
  /** Sequence number within the task, from 1. */
  seq: number;
  at: number;
  action: AuditAction;
  detail: Record<string, unknown>;
}

type Row = { seq: number; at: number; actor: string; org: string | null; action: string; detail: string };

export class AuditTrail {
  private readonly sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.sql = sql;
  }

  /** Call inside the transaction of the command. */
  add({ actor, orgId }: By, action: AuditAction, detail: Record<string, unknown>, now: number): void {
    this.sql.exec(
      "INSERT INTO audit(at, actor, org, action, detail) VALUES (?, ?, ?, ?, ?)",
      now,
      JSON.stringify(actor),
      orgId,
      action,
      JSON.stringify(detail),
    );
  }

  /** Entries that are not confirmed by Postgres, oldest first. */
  waiting(limit: number): TrailEntry[] {
    const rows = this.sql.exec<Row>("SELECT * FROM audit ORDER BY seq LIMIT ?", limit).toArray();
    return rows.map(({ seq, at, actor, org, action, detail }) => ({
      seq,
      at,
      actor: JSON.parse(actor) as Actor, // only `add` writes rows
      orgId: org,
      action: action as AuditAction,
      detail: JSON.parse(detail) as Record<string, unknown>,
    }));
  }

  /** Marks everything up to `seq` as stored in Postgres. */
  sent(seq: number): void {
    this.sql.exec("DELETE FROM audit WHERE seq <= ?", seq);
  }

  isEmpty(): boolean {
    return this.sql.exec("SELECT 1 FROM audit LIMIT 1").toArray().length === 0;
  }
}

/** The logged detail of a command besides its name: the object it refers to, never text that a user wrote. Pure. */
export function detailOf(command: TaskCommand): Record<string, unknown> {
  switch (command.name) {
    case "approve":
      return { plan_version: command.body.plan_version, base_commit: command.body.base_commit };
    case "edit_plan":
      return { plan_version: command.body.parent_version + 1 };
    case "apply":
      return { tree: command.body.tree, accepted: command.body.accepted };
    case "undo":
      return { tree: command.body.tree, paths: command.body.parts.slice(0, 20).map(({ path }) => path) };
    case "redo":
      return { tree: command.body.tree };
    default:
      return {};
  }
}
