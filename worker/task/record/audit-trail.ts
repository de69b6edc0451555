/**
 * Who told a task what, on its way to the audit log in Postgres. Entries are written in the transaction that carries a
 * command out, and leave with the mirror; one that Postgres has twice counts once there.
 */
import type { Actor, AuditAction, TaskCommand } from "../../protocol/index.ts";

/** Who asks, and as a member of which organisation's: the one that the task is shared with. */
export interface By {
  actor: Actor;
  orgId: string | null;
}

export interface TrailEntry extends By {
  /** Of this task: 1, 2, 3 ... */
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

  /** Call inside the transaction of what is told. */
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

  /** What Postgres is not known to have, oldest first. */
  waiting(limit: number): TrailEntry[] {
    const rows = this.sql.exec<Row>("SELECT * FROM audit ORDER BY seq LIMIT ?", limit).toArray();
    return rows.map(({ seq, at, actor, org, action, detail }) => ({
      seq,
      at,
      actor: JSON.parse(actor) as Actor, // rows are written by `add` alone
      orgId: org,
      action: action as AuditAction,
      detail: JSON.parse(detail) as Record<string, unknown>,
    }));
  }

  /** Postgres has everything up to `seq`. */
  sent(seq: number): void {
    this.sql.exec("DELETE FROM audit WHERE seq <= ?", seq);
  }

  isEmpty(): boolean {
    return this.sql.exec("SELECT 1 FROM audit LIMIT 1").toArray().length === 0;
  }
}

/** What is kept of a command besides its name: which thing of the task it was about, never what somebody wrote. Pure. */
export function detailOf(command: TaskCommand): Record<string, unknown> {
  switch (command.name) {
    case "approve":
      return { plan_version: command.body.plan_version, base_commit: command.body.base_commit };
    case "edit_plan":
      return { plan_version: command.body.parent_version + 1 };
    case "apply":
      return { tree: command.body.tree, accepted: command.body.accepted };
    default:
      return {};
  }
}
