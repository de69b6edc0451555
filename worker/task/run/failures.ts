/** The two expected errors of a step. */
import type { FailureCode } from "../../protocol/index.ts";

/** The run lost its lease or was cancelled; it must stop without writing anything. */
export class Fenced extends Error {
  override readonly name = "Fenced";
}

/** An expected failure of a step. `message` is shown to the user; `retryable` if another attempt may succeed. */
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
