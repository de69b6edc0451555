import { failure } from "./errors.ts";
import type { ModelFailure } from "./types.ts";

/** Calls `run` after `delayMs`; the returned function cancels it. */
export type Schedule = (delayMs: number, run: () => void) => () => void;

export const realSchedule: Schedule = (delayMs, run) => {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
};

export interface StreamLimits {
  /** From sending the request to the first byte of the answer's body. */
  firstByteMs: number;
  /** Longest silence after that, while someone is waiting for the next chunk. */
  stallMs: number;
  totalMs: number;
  /** How long to wait for usage once the finish reason is there. */
  afterFinishMs: number;
  /** Bytes of the whole answer. */
  maxBytes: number;
}

export const STREAM_LIMITS: StreamLimits = {
  firstByteMs: 60_000,
  stallMs: 45_000,
  totalMs: 600_000,
  afterFinishMs: 3_000,
  maxBytes: 32 * 1024 * 1024,
};

/**
 * Owns the life of one model call: its abort signal, its timers, and why it was ended. Time that the consumer
 * spends between two chunks does not count as the provider's silence.
 */
export class StreamClock {
  readonly #controller = new AbortController();
  readonly #limits: StreamLimits;
  readonly #schedule: Schedule;
  readonly #label: string;
  readonly #cancelTotal: () => void;
  /** Ends the wait for the chunk that is awaited now. A promise for the whole call would keep each of its waits. */
  #rejectStep: (cause: ModelFailure) => void = () => {};
  #cancelSilence: () => void = () => {};
  #bytes = 0;
  #waiting = true;
  #finishing = false;
  #cause: ModelFailure | null = null;

  constructor(limits: StreamLimits, schedule: Schedule, label: string) {
    this.#limits = limits;
    this.#schedule = schedule;
    this.#label = label;
    this.#cancelTotal = schedule(limits.totalMs, () =>
      this.end(failure("timeout", `${label} did not finish its answer within ${seconds(limits.totalMs)}.`)),
    );
    this.#watchSilence();
  }

  /** Aborts when the call is over for any reason. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Why the call was ended from this side; null if it was not. */
  get cause(): ModelFailure | null {
    return this.#cause;
  }

  /** Notes a piece of the body. Ends the call when the answer is larger than allowed. */
  received(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#limits.maxBytes) {
      this.end(failure("garbage", `${this.#label} sent more than ${this.#limits.maxBytes} bytes.`));
    } else if (this.#waiting) this.#watchSilence();
  }

  /** The finish reason has come: from now on only a short silence is waited out. */
  finishing(): void {
    this.#finishing = true;
  }

  /** Waits for `step`, or throws the `ModelFailure` that ended the call meanwhile. */
  async wait<T>(step: Promise<T>): Promise<T> {
    this.#waiting = true;
    this.#watchSilence();
    try {
      return await new Promise<T>((resolve, reject) => {
        this.#rejectStep = reject;
        if (this.#cause) reject(this.#cause);
        step.then(resolve, reject);
      });
    } finally {
      this.#waiting = false;
      this.#rejectStep = () => {};
      this.#cancelSilence();
    }
  }

  /** Ends the call; the first cause stays. */
  end(cause: ModelFailure): void {
    if (this.signal.aborted) return;
    this.#cause = cause;
    this.close();
    this.#rejectStep(cause);
  }

  /** Stops the timers and closes the socket if it is still open. Idempotent. */
  close(): void {
    this.#cancelTotal();
    this.#cancelSilence();
    this.#controller.abort();
  }

  #watchSilence(): void {
    this.#cancelSilence();
    if (this.signal.aborted) return;
    const { firstByteMs, stallMs, afterFinishMs } = this.#limits;
    const limitMs = this.#finishing ? afterFinishMs : this.#bytes === 0 ? firstByteMs : stallMs;
    const what = this.#bytes === 0 ? "did not start to answer" : "stopped in the middle of its answer";
    this.#cancelSilence = this.#schedule(limitMs, () =>
      this.end(
        failure("timeout", `${this.#label} ${what}; nothing came for ${seconds(limitMs)}. Retry the step.`),
      ),
    );
  }
}

function seconds(ms: number): string {
  return `${ms / 1000} seconds`;
}
