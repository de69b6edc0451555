/** Timers and clock, injected so that a test can control them. */
export interface Timers {
  set(run: () => void, ms: number): unknown;
  clear(timer: unknown): void;
}

export const TIMERS: Timers = {
  set: (run, ms) => setTimeout(run, ms),
  clear: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>), // made by `set` above
};

/** Throttle with a leading and a trailing call: runs at once when idle, then at most once per interval. */
export class Throttle {
  private readonly run: () => void;
  private readonly everyMs: number;
  private readonly timers: Timers;
  private timer: unknown = null;
  private asked = false;

  constructor(run: () => void, everyMs: number, timers: Timers = TIMERS) {
    this.run = run;
    this.everyMs = everyMs;
    this.timers = timers;
  }

  ask(): void {
    if (this.timer === null) this.begin();
    else this.asked = true;
  }

  /** Cancels the pending run. The next request starts it again. */
  stop(): void {
    if (this.timer !== null) this.timers.clear(this.timer);
    this.timer = null;
    this.asked = false;
  }

  private begin(): void {
    // Set before the call, because the call may request another run.
    this.timer = this.timers.set(() => {
      this.timer = null;
      if (!this.asked) return;
      this.asked = false;
      this.begin();
    }, this.everyMs);
    this.run();
  }
}
