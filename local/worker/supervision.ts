/** Decides what becomes of a Worker that died or hangs. Pure. */

export interface Limits {
  /** Probes in a row without an answer that make a Worker count as hanging. */
  silentProbes: number;
  /** Restarts that may happen within `withinMs`; the next one is not made. */
  maxRestarts: number;
  withinMs: number;
}

/** More than a machine short of memory, or a person with `kill`, is likely to need; a Worker that cannot start is soon there. */
export const LIMITS: Limits = { silentProbes: 3, maxRestarts: 12, withinMs: 10 * 60_000 };

export interface History {
  silent: number;
  /** When restarts were made, in milliseconds. */
  restarts: readonly number[];
}

export type Observation = "answered" | "silent" | "exited";
export type Decision = { do: "nothing" | "restart" | "give_up"; history: History };

/** What to do after one observation. A probe that was answered ends a silence, and forgives no restart. */
export function decide(history: History, seen: Observation, now: number, limits = LIMITS): Decision {
  if (seen === "answered") return { do: "nothing", history: { ...history, silent: 0 } };
  const silent = history.silent + 1;
  if (seen === "silent" && silent < limits.silentProbes)
    return { do: "nothing", history: { ...history, silent } };
  const recent = history.restarts.filter((at) => now - at < limits.withinMs);
  if (recent.length >= limits.maxRestarts) return { do: "give_up", history: { silent, restarts: recent } };
  return { do: "restart", history: { silent: 0, restarts: [...recent, now] } };
}
