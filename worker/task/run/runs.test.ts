import { describe, expect, it } from "vitest";
import { Fenced } from "./failures.ts";
import type { Claim } from "./lease.ts";
import { type Run, Runs } from "./runs.ts";

const claim = (stepId: string, attempt = 1): Claim => ({
  stepId,
  kind: "apply",
  epoch: 1,
  lease: "l",
  attempt,
});

/** A run that the test ends. */
function started(runs: Runs, stepId: string): { run: () => Run; end: () => void } {
  const work = Promise.withResolvers<void>();
  let seen: Run | undefined;
  runs.start(claim(stepId), (run) => {
    seen = run;
    return work.promise;
  });
  return {
    run: () => {
      if (!seen) throw new Error("not started");
      return seen;
    },
    end: work.resolve,
  };
}

describe("runs", () => {
  it("waits for what was told to stop, and for nothing else", async () => {
    const runs = new Runs();
    const old = started(runs, "clone:1");
    runs.fence();
    started(runs, "cleanup:1");
    let waited = true;
    const stopped = runs.stopped(60_000).then(() => {
      waited = false;
    });
    await Promise.resolve();
    expect(waited).toBe(true);
    old.end();
    await stopped;
    expect(waited).toBe(false);
  });

  it("does not wait for ever", async () => {
    const runs = new Runs();
    started(runs, "clone:1");
    runs.fence();
    await runs.stopped(1);
  });

  it("stops the older of two runs of one step, and can still fence the younger after the older's end", async () => {
    const runs = new Runs();
    const older = started(runs, "apply:1");
    const younger = started(runs, "apply:1");
    expect(older.run().abort.signal.reason).toBeInstanceOf(Fenced);
    expect(younger.run().abort.signal.aborted).toBe(false);
    older.end();
    await runs.stopped();
    runs.fence();
    expect(younger.run().abort.signal.aborted).toBe(true);
  });
});
