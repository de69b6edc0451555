/** The runs of steps that are at work in this object right now. */

import { Fenced } from "./failures.ts";
import type { Claim } from "./lease.ts";

export interface Run {
  claim: Claim;
  abort: AbortController;
  /** Ends the tests before the edits, and nothing else of the run. */
  skip: AbortController;
}

/** A run that was told to stop and does not: after this long nobody waits for it any more. */
const STOP_MS = 30_000;

export class Runs {
  private readonly working = new Map<Run, Promise<void>>();

  /** Starts a run; an older one of the same step has lost its lease and is told to stop. */
  start(claim: Claim, work: (run: Run) => Promise<void>): void {
    for (const { claim: older, abort } of this.working.keys())
      if (older.stepId === claim.stepId) abort.abort(new Fenced("overtaken"));
    const run: Run = { claim, abort: new AbortController(), skip: new AbortController() };
    // In the map before the work begins, which may itself fence.
    const begun = Promise.withResolvers<void>();
    this.working.set(
      run,
      begun.promise.finally(() => this.working.delete(run)),
    );
    begun.resolve(work(run));
  }

  /** Tells every run to stop. */
  fence(): void {
    for (const { abort } of this.working.keys()) abort.abort(new Fenced("the task moved on"));
  }

  /** The user goes on without the tests before the edits. */
  skipBaseline(): void {
    for (const { skip } of this.working.keys()) skip.abort();
  }

  /**
   * Waits until every run that was told to stop has done so. A new run waits for this before it touches the sandbox,
   * where the old one may be in the middle of a write.
   */
  async stopped(timeoutMs = STOP_MS): Promise<void> {
    const stopping = [...this.working].filter(([run]) => run.abort.signal.aborted).map(([, work]) => work);
    if (stopping.length === 0) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeoutMs);
    });
    await Promise.race([Promise.allSettled(stopping), late]);
    clearTimeout(timer);
  }
}
