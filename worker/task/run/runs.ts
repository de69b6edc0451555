/** The step runs that are active in this object. */

import { Fenced } from "./failures.ts";
import type { Claim } from "./lease.ts";

export interface Run {
  claim: Claim;
  abort: AbortController;
  /** Aborts only the baseline tests of the run. */
  skip: AbortController;
  /** Commands that the user may stop while they run, by id. */
  stops: Map<string, AbortController>;
}

/** How long to wait for an aborted run that does not stop. */
const STOP_MS = 30_000;

export class Runs {
  private readonly working = new Map<Run, Promise<void>>();

  /** Starts a run and aborts an older one of the same step, which has lost its lease. */
  start(claim: Claim, work: (run: Run) => Promise<void>): void {
    for (const { claim: older, abort } of this.working.keys())
      if (older.stepId === claim.stepId) abort.abort(new Fenced("overtaken"));
    const run: Run = { claim, abort: new AbortController(), skip: new AbortController(), stops: new Map() };
    // Registered before the work begins, because the work may fence.
    const begun = Promise.withResolvers<void>();
    this.working.set(
      run,
      begun.promise.finally(() => this.working.delete(run)),
    );
    begun.resolve(work(run));
  }

  /** Aborts every run. */
  fence(): void {
    for (const { abort } of this.working.keys()) abort.abort(new Fenced("the task moved on"));
  }

  /** Skips the baseline tests, as the user asked. */
  skipBaseline(): void {
    for (const { skip } of this.working.keys()) skip.abort();
  }

  /** Ends the baseline tests of the step that runs only them. */
  endBaseline(): void {
    for (const { claim, skip } of this.working.keys()) if (claim.kind === "baseline") skip.abort();
  }

  /** Whether this command runs, and is one that the user may stop. */
  runsCommand(commandId: string): boolean {
    return [...this.working.keys()].some(({ stops }) => stops.has(commandId));
  }

  /** Stops one command, as the user asked. */
  stopCommand(commandId: string): void {
    for (const { stops } of this.working.keys()) stops.get(commandId)?.abort();
  }

  /**
   * Waits until every aborted run has stopped. A new run waits for this before it touches the sandbox, which the old
   * one may still be writing to.
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
