/** Erases a task: all it has stored in its object and elsewhere. */
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

  /** True once erasing has begun: nothing may be added to the task any more. */
  get hasBegun(): boolean {
    return this.begun;
  }

  /**
   * Ends the object of a task that ended long ago; Postgres answers from then on. Changes made during the last
   * mirroring are mirrored first, and a retry cancels the expiry. Ending the object makes the pending call fail.
   */
  async expire(): Promise<void> {
    const { life, mirror, changes, clock } = this.task;
    const { completedAt } = life.record;
    for (;;) {
      // The next end sets the deadline again, also one that happened meanwhile.
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
   * Erases the task of a removed user, whatever its state; only its audit entries are kept. Ending the object makes the
   * pending call fail. Fence its runs first.
   */
  async forget(): Promise<void> {
    const { life, changes, config, sandbox } = this.task;
    this.begun = true;
    if (life.find()) {
      await sendTrail(databaseOf(config, SERVICE), life.trail, life.record.init);
      await sandbox.destroy();
      await changes.objects.remove();
    }
    await this.eraseObject("forgotten");
  }

  /** Deletes the object's storage and ends it: pending calls fail with `why`. */
  private async eraseObject(why: string): Promise<void> {
    const { storage } = this.state;
    await storage.deleteAlarm();
    await storage.deleteAll();
    await storage.sync();
    this.state.abort(why);
  }
}
