import { decideRetry } from "./retry.ts";
import type { Candidate } from "./selector.ts";
import type { ModelErrorClass, ModelFailure } from "./types.ts";

export type NextCall =
  /** The same model again. */
  | { next: "retry"; delayMs: number }
  /** Another model. `notice` is for the timeline: a fallback is never silent. */
  | { next: "fallback"; to: Candidate; notice: string }
  | { next: "stop" };

export interface FailedCall {
  failure: ModelFailure;
  failed: Candidate;
  /** Calls made to this model for this turn so far, from 1. */
  attempt: number;
  /** Something was done in this turn that a second answer would do again. */
  hadSideEffect: boolean;
  /** Candidates after the failed one, best first. */
  rest: readonly Candidate[];
  /** Milliseconds. */
  now: number;
}

/**
 * Failures that another provider may not have. Not among them: a key, a request or a prompt that was refused. Those
 * are for the user to know and to decide about.
 */
const FALLS_BACK: readonly ModelErrorClass[] = [
  "rate_limited",
  "overloaded",
  "network",
  "timeout",
  "garbage",
];

/** What to do after a failed call: wait and ask again, ask the next model, or give up. */
export function decideNextCall(call: FailedCall): NextCall {
  const { failure, failed, attempt, hadSideEffect, rest, now } = call;
  if (hadSideEffect) return { next: "stop" };
  const retry = decideRetry(failure, attempt, now);
  if (retry.retry) return { next: "retry", delayMs: retry.delayMs };
  // A network that fails for one model of a provider fails for its others as well.
  const to = rest.find(({ provider }) => provider !== failed.provider) ?? rest[0];
  if (!FALLS_BACK.includes(failure.class) || !to) return { next: "stop" };
  return {
    next: "fallback",
    to,
    notice: `${failed.model} failed: ${failure.message} Going on with ${to.model}.`,
  };
}
