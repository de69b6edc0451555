import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { FailureKind } from "../../worker/protocol/runner.ts";

/** An expected failure of a call, answered as `{error: {kind, code, message}}`. */
export class RunnerFailure extends Error {
  override readonly name = "RunnerFailure";
  readonly kind: FailureKind;
  readonly code: string;
  readonly status: ContentfulStatusCode;

  constructor(kind: FailureKind, code: string, message: string, status: ContentfulStatusCode = 422) {
    super(message);
    this.kind = kind;
    this.code = code;
    this.status = status;
  }
}

export const invalid = (message: string) => new RunnerFailure("permanent", "INVALID_REQUEST", message, 400);

export const processGone = (id: string) =>
  new RunnerFailure(
    "lost",
    "PROCESS_GONE",
    `process ${id} is gone: the sandbox or its runner was restarted`,
    404,
  );

/** The `code` of a Node system error (`ENOENT` ...), or an empty string for anything else. */
export function errnoOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
