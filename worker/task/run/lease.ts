/**
 * Steps and their leases. A step runs only while its lease and epoch are valid; every write of a step checks both, so a
 * fenced or superseded run can no longer change anything.
 */
import type { StepKind } from "../../protocol/index.ts";

export const LEASE_MS = 60_000;
export const RENEW_MS = 15_000;
export const MAX_ATTEMPTS = 3;

export interface Claim {
  stepId: string;
  kind: StepKind;
  epoch: number;
  lease: string;
  attempt: number;
}

export interface StepRow extends Record<string, SqlStorageValue> {
  id: string;
  kind: string;
  epoch: number;
  status: string;
  attempt: number;
  lease: string | null;
  lease_until: number | null;
  not_before: number;
  created_at: number;
  started_at: number | null;
}

export class Steps {
  private readonly sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.sql = sql;
  }

  /** Adds a step; its id is `kind:n`, counting the steps of that kind. */
  add(kind: StepKind, epoch: number, now: number): string {
    const { n } = this.sql.exec<{ n: number }>("SELECT count(*) AS n FROM step WHERE kind = ?", kind).one();
    const id = `${kind}:${n + 1}`;
    this.sql.exec(
      "INSERT INTO step(id, kind, epoch, status, created_at) VALUES (?, ?, ?, 'pending', ?)",
      id,
      kind,
      epoch,
      now,
    );
    return id;
  }

  /** Claims a step for one run. `busy`: another run holds it, or it is not due. `stale`: there is nothing to run. */
  claim(stepId: string, epoch: number, lease: string, now: number): Claim | "busy" | "stale" {
    const rows = this.sql
      .exec<{ kind: string; attempt: number }>(
        `UPDATE step SET status = 'running', attempt = attempt + 1, lease = ?1, lease_until = ?2, started_at = ?3
         WHERE id = ?4 AND epoch = ?5 AND attempt < ?6 AND not_before <= ?3
           AND (status = 'pending' OR (status = 'running' AND lease_until < ?3))
         RETURNING kind, attempt`,
        lease,
        now + LEASE_MS,
        now,
        stepId,
        epoch,
        MAX_ATTEMPTS,
      )
      .toArray();
    const row = rows[0];
    // Only `add` writes the kind column.
    if (row) return { stepId, kind: row.kind as StepKind, epoch, lease, attempt: row.attempt };
    const step = this.get(stepId);
    if (!step || step.epoch !== epoch) return "stale";
    return step.status === "running" || step.status === "pending" ? "busy" : "stale";
  }

  /** False once the lease is lost; the run must stop. */
  renew(claim: Claim, now: number): boolean {
    const done = this.sql.exec(
      "UPDATE step SET lease_until = ? WHERE id = ? AND epoch = ? AND lease = ? AND status = 'running'",
      now + LEASE_MS,
      claim.stepId,
      claim.epoch,
      claim.lease,
    );
    return done.rowsWritten > 0;
  }

  /**
   * Ends the leases of first attempts when a new object starts; true if there were any. Their holders died with the
   * previous object: only one object of a name exists at a time, and a late write of a dead run fails on its lease. A
   * step that was interrupted before keeps its lease, so that an object in a crash loop uses up its attempts slowly.
   */
  endInterruptedLeases(): boolean {
    const ended = this.sql.exec(
      "UPDATE step SET lease_until = 0 WHERE status = 'running' AND attempt = 1 AND lease_until > 0",
    );
    return ended.rowsWritten > 0;
  }

  holds(claim: Claim): boolean {
    const step = this.get(claim.stepId);
    return step?.status === "running" && step.lease === claim.lease && step.epoch === claim.epoch;
  }

  finish(stepId: string, status: "done" | "failed", now: number): void {
    this.sql.exec(
      "UPDATE step SET status = ?, finished_at = ?, lease = NULL WHERE id = ?",
      status,
      now,
      stepId,
    );
  }

  /** Makes a step pending again after a transient failure. */
  retryAt(claim: Claim, notBefore: number): void {
    this.sql.exec(
      "UPDATE step SET status = 'pending', lease = NULL, not_before = ? WHERE id = ?",
      notBefore,
      claim.stepId,
    );
  }

  /** Voids every unfinished step. */
  fence(): void {
    this.sql.exec("UPDATE step SET status = 'void', lease = NULL WHERE status IN ('pending', 'running')");
  }

  /** True while a step of this kind (any kind if null) is unfinished. */
  isOpen(kind: StepKind | null = null): boolean {
    const { n } = this.sql
      .exec<{ n: number }>(
        `SELECT count(*) AS n FROM step
         WHERE (?1 IS NULL OR kind = ?1) AND status IN ('pending', 'running')`,
        kind,
      )
      .one();
    return n > 0;
  }

  /** Steps that should be running: pending and due, or with an expired lease. */
  overdue(now: number): StepRow[] {
    return this.sql
      .exec<StepRow>(
        `SELECT * FROM step WHERE (status = 'pending' AND not_before <= ?1)
           OR (status = 'running' AND lease_until < ?1) ORDER BY created_at`,
        now,
      )
      .toArray();
  }

  /** When `overdue` may next return a step; null if none is unfinished. */
  nextDue(): number | null {
    const { at } = this.sql
      .exec<{ at: number | null }>(
        `SELECT min(CASE status WHEN 'running' THEN lease_until + 1 ELSE not_before END) AS at
         FROM step WHERE status IN ('pending', 'running')`,
      )
      .one();
    return at;
  }

  get(id: string): StepRow | null {
    return this.sql.exec<StepRow>("SELECT * FROM step WHERE id = ?", id).toArray()[0] ?? null;
  }
}
