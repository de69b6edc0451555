import { invalid } from "./failure.ts";
import type { Machine } from "./machine.ts";
import { TASK_ID } from "./sandbox-directory.ts";
import { TaskSandbox } from "./task-sandbox.ts";
import { TaskUsers } from "./task-users.ts";

/** Every task's sandbox on this runner, opened when it is first asked for. */
export class Sandboxes {
  readonly machine: Machine;
  private readonly open = new Map<string, Promise<TaskSandbox>>();
  private readonly removing = new Map<string, Promise<void>>();
  private readonly users: TaskUsers;

  constructor(machine: Machine) {
    this.machine = machine;
    this.users = new TaskUsers(machine.dataDir);
  }

  /** The task's sandbox; a new and empty one if there is none. */
  async get(taskId: string): Promise<TaskSandbox> {
    if (!TASK_ID.test(taskId)) throw invalid("task id: letters, digits, - and _, at most 64");
    await this.removing.get(taskId);
    const known = this.open.get(taskId);
    if (known) return known;
    if (this.machine.only && this.open.size > 0) throw invalid("task id: this container is another task's");
    const opened = TaskSandbox.open(taskId, this.machine, this.users);
    this.open.set(taskId, opened);
    opened.catch(() => this.open.delete(taskId));
    return opened;
  }

  /** Idempotent. A call that comes while the sandbox is being removed waits, then finds a new and empty one. */
  async destroy(taskId: string): Promise<void> {
    const sandbox = await this.get(taskId);
    this.open.delete(taskId);
    const { uid } = sandbox.root;
    const gone = sandbox.destroy().then(() => {
      if (uid !== null) this.users.release(uid);
    });
    // Callers that wait for the removal need only its end, not its error.
    this.removing.set(
      taskId,
      gone.catch(() => {}),
    );
    try {
      await gone;
    } finally {
      this.removing.delete(taskId);
    }
  }

  async stop(): Promise<void> {
    const all = await Promise.allSettled(this.open.values());
    await Promise.all(all.map((result) => (result.status === "fulfilled" ? result.value.stop() : undefined)));
    this.users.close();
  }
}
