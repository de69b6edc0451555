import { getEventListeners } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Host, type HostOptions } from "./host.ts";

/** A host whose lease is held; `sleep` needs nothing else. */
function sleeper(signal: AbortSignal): Host {
  const options: Pick<HostOptions, "claim" | "signal"> & Record<string, unknown> = {
    claim: { stepId: "apply:1", kind: "apply", epoch: 1, lease: "l", attempt: 1 },
    signal,
    life: { record: { init: { taskId: "t" } }, steps: { holds: () => true } },
    sandbox: {},
  };
  // `sleep` reads none of the missing options.
  return new Host(options as unknown as HostOptions);
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("Host.sleep", () => {
  it("leaves no listener and no timer behind, however often it is called", async () => {
    const stop = new AbortController();
    const host = sleeper(stop.signal);
    for (let n = 0; n < 100; n++) {
      const slept = host.sleep(1_000);
      await vi.advanceTimersByTimeAsync(1_000);
      await slept;
    }
    expect(getEventListeners(stop.signal, "abort")).toHaveLength(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("rejects with the reason at once when the step is aborted", async () => {
    const stop = new AbortController();
    const slept = sleeper(stop.signal).sleep(1_000);
    stop.abort(new Error("cancelled"));
    await expect(slept).rejects.toThrow("cancelled");
    expect(vi.getTimerCount()).toBe(0);
  });
});
