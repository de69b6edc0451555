import type { ModelErrorClass, ModelFailure } from "./types.ts";

export type RetryDecision = { retry: true; delayMs: number } | { retry: false };

/** How often the same call is sent again after a failure of this class. Classes not named: never. */
const MAX_RETRIES: Partial<Record<ModelErrorClass, number>> = {
  rate_limited: 3,
  overloaded: 3,
  network: 2,
  timeout: 1,
  garbage: 1,
};

/** A provider that asks for a longer pause than this is not waited for. */
const MAX_RETRY_AFTER_MS = 20_000;
const BASE_DELAY_MS = 1_000;
const MAX_SPREAD_MS = 500;

/**
 * Whether to send a failed model call again, to the same model. `attempt` counts the calls made so far, from 1;
 * `now` (ms) spreads the retries of tasks that failed together. The delay is what the provider asked for, or 1, 2,
 * 4 seconds.
 */
export function decideRetry(failure: ModelFailure, attempt: number, now: number): RetryDecision {
  const left = (MAX_RETRIES[failure.class] ?? 0) - (attempt - 1);
  if (!failure.retryable || left <= 0) return { retry: false };
  if (failure.retryAfterMs !== null && failure.retryAfterMs > MAX_RETRY_AFTER_MS) return { retry: false };
  const pauseMs = failure.retryAfterMs ?? BASE_DELAY_MS * 2 ** (attempt - 1);
  return { retry: true, delayMs: pauseMs + (now % MAX_SPREAD_MS) };
}
