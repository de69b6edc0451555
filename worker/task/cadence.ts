/** Clocks that a test can hold. */
export interface Timers {
  set(run: () => void, ms: number): unknown;
  clear(timer: unknown): void;
}

export const TIMERS: Timers = {
  set: (run, ms) => setTimeout(run, ms),
  clear: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>), // made by `set` above
};

/** Does something at once when it has rested, and otherwise at most once in an interval, the last time included. */
export class Cadence {
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

  /** Forgets what was asked; nothing runs any more until somebody asks again. */
  stop(): void {
    if (this.timer !== null) this.timers.clear(this.timer);
    this.timer = null;
    this.asked = false;
  }

  private begin(): void {
    // Before it runs, which may itself ask.
    this.timer = this.timers.set(() => {
      this.timer = null;
      if (!this.asked) return;
      this.asked = false;
      this.begin();
    }, this.everyMs);
    this.run();
  }
}
