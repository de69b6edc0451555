/** Processes that may be running in the sandboxes, recorded so that none outlives the run that started it. */
import type { Sandbox } from "../../../sandbox/port.ts";
import type { ProcessTable } from "./host.ts";
import type { Tree } from "./sandbox-for.ts";

const TERM = 15;
const KILL = 9;
const GRACE_MS = 5_000;
/** Before the id of a process in the agent's tree. */
const WORK = "work:";

type Sandboxes = ReadonlyMap<Tree, Sandbox>;

export class Processes implements ProcessTable {
  private readonly sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.sql = sql;
  }

  add(processId: string, stepId: string, tree: Tree): void {
    this.sql.exec(
      "INSERT OR REPLACE INTO process(id, step_id) VALUES (?, ?)",
      rowId(processId, tree),
      stepId,
    );
  }

  remove(processId: string, tree: Tree): void {
    this.delete(rowId(processId, tree));
  }

  /** Kills the processes of an interrupted attempt of this step. */
  async killOf(stepId: string, sandboxes: Sandboxes): Promise<void> {
    await this.kill(this.ids("SELECT id FROM process WHERE step_id = ?", stepId), sandboxes, 0);
  }

  async killAll(sandboxes: Sandboxes): Promise<void> {
    await this.kill(this.ids("SELECT id FROM process"), sandboxes, GRACE_MS);
  }

  private ids(query: string, ...values: string[]): string[] {
    return this.sql
      .exec<{ id: string }>(query, ...values)
      .toArray()
      .map((row) => row.id);
  }

  private delete(row: string): void {
    this.sql.exec("DELETE FROM process WHERE id = ?", row);
  }

  /** A process that no longer exists counts as killed. */
  private async kill(rows: string[], sandboxes: Sandboxes, graceMs: number): Promise<void> {
    if (rows.length === 0) return;
    const send = (signal: number) => Promise.allSettled(rows.map((row) => signalTo(row, sandboxes, signal)));
    if (graceMs > 0) {
      await send(TERM);
      await new Promise((resolve) => setTimeout(resolve, graceMs));
    }
    await send(KILL);
    for (const row of rows) this.delete(row);
  }
}

const rowId = (processId: string, tree: Tree): string => (tree === "work" ? WORK + processId : processId);

async function signalTo(row: string, sandboxes: Sandboxes, signal: number): Promise<void> {
  const inWork = row.startsWith(WORK);
  const sandbox = sandboxes.get(inWork ? "work" : "evidence");
  await sandbox?.kill(inWork ? row.slice(WORK.length) : row, signal);
}
