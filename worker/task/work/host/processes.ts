/** Processes that may be running in the sandbox, recorded so that none outlives the run that started it. */
import type { Sandbox } from "../../../sandbox/port.ts";
import type { ProcessTable } from "./host.ts";

const TERM = 15;
const KILL = 9;
const GRACE_MS = 5_000;

export class Processes implements ProcessTable {
  private readonly sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.sql = sql;
  }

  add(processId: string, stepId: string): void {
    this.sql.exec("INSERT OR REPLACE INTO process(id, step_id) VALUES (?, ?)", processId, stepId);
  }

  remove(processId: string): void {
    this.sql.exec("DELETE FROM process WHERE id = ?", processId);
  }

  /** Kills the processes of an interrupted attempt of this step. */
  async killOf(stepId: string, sandbox: Sandbox): Promise<void> {
    await this.kill(this.ids("SELECT id FROM process WHERE step_id = ?", stepId), sandbox, 0);
  }

  async killAll(sandbox: Sandbox): Promise<void> {
    await this.kill(this.ids("SELECT id FROM process"), sandbox, GRACE_MS);
  }

  private ids(query: string, ...values: string[]): string[] {
    return this.sql
      .exec<{ id: string }>(query, ...values)
      .toArray()
      .map((row) => row.id);
  }

  /** A process that no longer exists counts as killed. */
  private async kill(ids: string[], sandbox: Sandbox, graceMs: number): Promise<void> {
    if (ids.length === 0) return;
    if (graceMs > 0) {
      await Promise.allSettled(ids.map((id) => sandbox.kill(id, TERM)));
      await new Promise((resolve) => setTimeout(resolve, graceMs));
    }
    await Promise.allSettled(ids.map((id) => sandbox.kill(id, KILL)));
    for (const id of ids) this.remove(id);
  }
}
