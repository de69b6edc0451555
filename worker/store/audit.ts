/** The audit log. Most entries are written by triggers, in the transaction of what they record; the others here. */
import { type Actor, AuditEntry } from "../protocol/index.ts";
import type { ServiceClient, UserClient } from "./client.ts";
import { dataOf } from "./failure.ts";
import type { AuditRow } from "./rows.ts";
import { isoTime, toPostgresText } from "./text.ts";

/** A command to a task, from the task's own trail. `seq` counts within the task. */
export interface TaskAct {
  seq: number;
  /** Milliseconds. */
  at: number;
  actor: Actor;
  orgId: string | null;
  action: string;
  detail: Record<string, unknown>;
}

/**
 * Adds entries about a task of `ownerId` (null: of whom its row names), whether or not its row is there; those that are
 * there already stay as they are.
 */
export async function appendAudit(
  service: ServiceClient,
  taskId: string,
  ownerId: string | null,
  acts: readonly TaskAct[],
): Promise<void> {
  const rows = acts.map(({ seq, at, actor, orgId, action, detail }) => ({
    seq,
    at: new Date(at).toISOString(),
    actor,
    org_id: orgId,
    action,
    detail,
  }));
  const call = { p_task_id: taskId, p_owner_id: ownerId, p_rows: toPostgresText(rows) };
  dataOf("append to the audit log", await service.rpc("append_task_audit", call));
}

/** Which entries: an organisation's, for its owners and admins; without one, what the caller did and what happened to their account, keys and tasks. */
export interface AuditQuery {
  orgId: string | null;
  /** ISO times; from the first on, and before the second. */
  from: string | null;
  to: string | null;
}

/** Entries before `before` (an entry's id; null: from the newest on), at most `limit`. Empty for who may not see them. */
export async function readAudit(
  client: UserClient,
  { orgId, from, to }: AuditQuery,
  before: number | null,
  limit: number,
): Promise<AuditEntry[]> {
  const asked = { p_org_id: orgId, p_from: from, p_to: to, p_before: before, p_limit: limit };
  const rows = dataOf("read the audit log", await client.rpc("audit_page", asked));
  return rows.map(entryOf);
}

const entryOf = (row: AuditRow): AuditEntry =>
  AuditEntry.parse({
    entry_id: row.id,
    at: isoTime(row.at),
    actor: {
      kind: row.actor_kind,
      user_id: row.actor_id,
      login: row.actor_login,
      client_id: row.actor_client,
      share_id: row.actor_id,
    },
    actor_removed: row.actor_removed,
    action: row.action,
    target: { kind: row.target_kind, id: row.target_id, login: row.target_login },
    org_id: row.org_id,
    detail: row.detail,
  });
