/** The end of a task's object: everything that the task has, here and elsewhere. */
import { databaseOf } from "../access/database.ts";
import { SERVICE } from "../access/principal.ts";
import type { Config } from "../env.ts";
import { isTerminal } from "../protocol/index.ts";
import type { Changes } from "./change-set/changes.ts";
import { type Mirror, sendTrail } from "./out/mirror.ts";
import { LIMITS } from "./record/deadlines.ts";
import type { Clock, Life } from "./record/life.ts";
import type { TaskSandbox } from "./work/host/task-sandbox.ts";

export interface ErasedTask {
  life: Life;
  clock: Clock;
  config: Config;
  changes: Changes;
  mirror: Mirror;
  sandbox: TaskSandbox;
}

export class Erasure {
  private readonly state: DurableObjectState;
  private readonly task: ErasedTask;
  private begun = false;

  constructor(state: DurableObjectState, task: ErasedTask) {
    this.state = state;
    this.task = task;
  }

  /** Nothing may be added to the task any more. */
  get hasBegun(): boolean {
    return this.begun;
  }

  /**
   * A task that ended long ago leaves its object to Postgres. What came while its last state was being stored is stored
   * first, and a retry keeps it here. Ends the object, which the caller hears as a failure.
   */
  async expire(): Promise<void> {
    const { life, mirror, changes, clock } = this.task;
    const { completedAt } = life.record;
    for (;;) {
      // Its next end sets the deadline anew, also one that has come meanwhile.
      if (!isTerminal(life.record.state) || life.record.completedAt !== completedAt) return;
      if (mirror.isCurrent()) break;
      if (await mirror.flush()) continue;
      life.deadlines.set("expire", clock.now() + LIMITS.expireRetryMs);
      return;
    }
    this.begun = true;
    try {
      await changes.objects.remove();
    } catch (error) {
      this.begun = false;
      throw error;
    }
    await this.eraseObject("expired");
  }

  /**
   * The task's user is gone: nothing is kept of it, whatever it is doing, but who told it what, in the audit log. Ends the
   * object, which the caller hears as a failure. Fence its runs first.
   */
  async forget(): Promise<void> {
    const { life, changes, config, sandbox } = this.task;
    this.begun = true;
    if (life.find()) {
      const machine = await sandbox.get();
      await sendTrail(databaseOf(config, SERVICE), life.trail, life.record.init);
      await machine.destroy();
      await changes.objects.remove();
    }
    await this.eraseObject("forgotten");
  }

  /** Removes what the object has stored, and ends it: whoever waits for an answer hears `why` as a failure. */
  private async eraseObject(why: string): Promise<void> {
    const { storage } = this.state;
    await storage.deleteAlarm();
    await storage.deleteAll();
    await storage.sync();
    this.state.abort(why);
  }
}
