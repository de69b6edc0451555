import { z } from "zod";

/** Every error code the HTTP API answers with, and its status. The one table. */
export const ERROR_STATUS = {
  invalid_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  /** The caller may not use this installation. */
  no_entry: 403,
  /** Whether they may could not be found out. */
  entry_unknown: 403,
  not_found: 404,
  repository_not_found: 404,
  branch_not_found: 404,
  invalid_state: 409,
  stale_plan: 409,
  objections_open: 409,
  stale_diff: 409,
  idempotency_conflict: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  unknown_model: 422,
  missing_model_key: 422,
  invalid_model_key: 422,
  github_not_connected: 422,
  repository_empty: 422,
  no_push_permission: 422,
  commands_not_agreed: 422,
  rate_limited: 429,
  /** Nothing is left of what a month allows. */
  quota_exceeded: 429,
  internal: 500,
  github_error: 502,
  model_error: 502,
  database_unavailable: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

// Object.keys loses the literal type; the table above is the only source of its keys.
const CODES = Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]];

/** One problem of one field: `path` is the JSON path of the field (`plan.steps.0.title`), empty for the body. */
export const ErrorDetail = z.object({ path: z.string(), message: z.string() });
export type ErrorDetail = z.infer<typeof ErrorDetail>;

export const ErrorBody = z.object({
  error: z.object({
    code: z.enum(CODES),
    message: z.string(),
    details: z.array(ErrorDetail).optional(),
    request_id: z.string(),
  }),
});
export type ErrorBody = z.infer<typeof ErrorBody>;

/** An expected failure of what was asked. Use cases throw it; every door answers it in its own way, `api/` in one handler. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: ErrorCode;
  readonly details: ErrorDetail[] | undefined;

  constructor(code: ErrorCode, message: string, options: { details?: ErrorDetail[]; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.details = options.details;
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }
}

/** A failure that one field of the request caused; `path` names it in message and details. */
export const fieldError = (code: ErrorCode, path: string, message: string): ApiError =>
  new ApiError(code, `${path}: ${message}`, { details: [{ path, message }] });

/** Why a change could not be published, where trying the same again would not help. The task waits for its user with it. */
export const PublishRefusal = z.enum([
  "no_changes",
  "unsafe_change",
  "secret_found",
  "too_large",
  "sensitive_path",
  "tree_mismatch",
  "branch_moved",
  "branch_refused",
  "base_branch_gone",
  "pull_request_closed",
  "pull_request_merged",
  "workflow_permission",
  "no_push_permission",
]);
export type PublishRefusal = z.infer<typeof PublishRefusal>;

/** Why a task ended in `failed`, or waits in `reviewing` before it came to its end. Stored with the task and shown. */
export const FailureCode = z.enum([
  "clone_failed",
  "repository_empty",
  "branch_not_found",
  "github_access_lost",
  "model_invalid_key",
  "model_no_quota",
  "model_rate_limited",
  "model_overloaded",
  "model_context_too_long",
  "model_refused",
  "model_bad_request",
  "model_unreachable",
  "model_timeout",
  "model_garbage",
  "budget_exhausted",
  "loop_detected",
  "sandbox_unavailable",
  "sandbox_lost",
  "commands_not_agreed",
  "no_entry",
  "entry_unknown",
  "quota_exceeded",
  "step_timeout",
  "task_deadline",
  "approval_expired",
  "database_unavailable",
  "publish_failed",
  ...PublishRefusal.options,
  "dead_letter",
  "stored_form",
  "internal",
]);
export type FailureCode = z.infer<typeof FailureCode>;

export const TaskFailure = z.object({
  code: FailureCode,
  message: z.string(),
  /** The step that failed, if one was running; `retry` starts it again. */
  step: z.string().nullable(),
});
export type TaskFailure = z.infer<typeof TaskFailure>;
