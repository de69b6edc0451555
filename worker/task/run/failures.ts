/** The two errors by which a step ends. */
import type { FailureCode } from "../../protocol/index.ts";

/** The run was overtaken or cancelled; it must stop without a trace. */
export class Fenced extends Error {
  override readonly name = "Fenced";
}

/** An expected end of a step. `message` is for the user; `retryable` if another attempt may go better. */
export class StepFailure extends Error {
  override readonly name = "StepFailure";
  readonly code: FailureCode;
  readonly retryable: boolean;

  constructor(code: FailureCode, message: string, options: { retryable?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}
