import type { ModelErrorClass } from "./types.ts";

const FAILURES = 5;
const WINDOW_MS = 60_000;
const OPEN_MS = 60_000;

/** Failures that are the provider's own. A wrong key or a prompt that is too long says nothing about its health. */
const COUNTED: readonly ModelErrorClass[] = ["overloaded", "rate_limited", "network", "timeout", "garbage"];

/** The recent failures of one provider. Plain data, to be stored with whatever owns it. */
export interface Circuit {
  failedAt: readonly number[];
  /** Null while closed. */
  openedAt: number | null;
}

export const CLOSED_CIRCUIT: Circuit = { failedAt: [], openedAt: null };

/** `half_open`: one call may find out whether the provider is back. */
export function circuitState(circuit: Circuit, now: number): "closed" | "open" | "half_open" {
  if (circuit.openedAt === null) return "closed";
  return now - circuit.openedAt < OPEN_MS ? "open" : "half_open";
}

/** The circuit after a call that ended at `now` (ms): it opens at the fifth failure within a minute. */
export function recordCall(circuit: Circuit, outcome: "ok" | ModelErrorClass, now: number): Circuit {
  if (outcome === "ok") return CLOSED_CIRCUIT;
  if (!COUNTED.includes(outcome)) return circuit;
  if (circuitState(circuit, now) === "half_open") return { failedAt: [], openedAt: now };
  const failedAt = [...circuit.failedAt.filter((at) => now - at < WINDOW_MS), now];
  return failedAt.length < FAILURES
    ? { failedAt, openedAt: circuit.openedAt }
    : { failedAt: [], openedAt: circuit.openedAt ?? now };
}
