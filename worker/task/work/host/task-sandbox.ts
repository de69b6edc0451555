import type { Sandbox } from "../../../sandbox/port.ts";
import type { Mutex } from "../../mutex.ts";
import { LIMITS } from "../../record/deadlines.ts";
import type { Clock, Life } from "../../record/life.ts";

/** The one sandbox of a task: connected on first use, removed while idle. */
export class TaskSandbox {
  private readonly life: Life;
  private readonly clock: Clock;
  private readonly mutex: Mutex;
  private readonly connect: () => Promise<Sandbox>;
  private connected: Promise<Sandbox> | null = null;

  /** `mutex`: building the checkout and removing the sandbox exclude each other. */
  constructor(life: Life, clock: Clock, mutex: Mutex, connect: () => Promise<Sandbox>) {
    this.life = life;
    this.clock = clock;
    this.mutex = mutex;
    this.connect = connect;
  }

  get(): Promise<Sandbox> {
    this.connected ??= this.connect().catch((error) => {
      this.connected = null;
      throw error;
    });
    return this.connected;
  }

  /** Stores its state. */
  mark(state: "lost" | "destroyed"): void {
    this.life.update((record) => {
      record.sandbox.state = state;
    });
  }

  /** Removes the idle sandbox; the change is stored, so the next step rebuilds it. */
  release(): Promise<void> {
    return this.mutex.run(async () => {
      if (this.life.steps.isOpen()) {
        this.life.deadlines.set("sandbox_idle", this.clock.now() + LIMITS.sandboxIdleMs);
        return;
      }
      // Also a sandbox that was never ready: a failed clone leaves files in it.
      if (this.life.record.sandbox.state === "destroyed") return;
      await (await this.get()).destroy();
      this.mark("destroyed");
    });
  }
}
