/** The one place that turns a failure into an answer. */

import type { Context, ErrorHandler, NotFoundHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { z } from "zod";
import { ConfigFailure } from "../env.ts";
import { GitHubFailure } from "../github/client.ts";
import { ModelFailure } from "../llm/types.ts";
import { log } from "../log/log.ts";
import { ApiError, type ErrorBody, type ErrorCode } from "../protocol/index.ts";
import { StoreFailure } from "../store/failure.ts";
import type { ApiEnv } from "./context.ts";

export const answerError: ErrorHandler<ApiEnv> = (error, c) => {
  const expected = asApiError(error);
  // An unexpected error is a bug; its text may hold secrets, so it is logged and not sent.
  if (!expected) log("error", `${c.req.method} failed`, { request_id: c.var.requestId }, error);
  return answer(c, expected ?? new ApiError("internal", "something went wrong on our side"));
};

export const answerNotFound: NotFoundHandler<ApiEnv> = (c) =>
  answer(c, new ApiError("not_found", `there is no ${c.req.method} ${c.req.path}`));

/** Validation hook of every route: 400 with one detail per wrong field. */
export function invalidRequest(
  result: { success: true } | { success: false; error: { issues: z.core.$ZodIssue[] }; target: string },
): undefined {
  if (result.success) return;
  const details = result.error.issues.map((issue) => ({
    path: issue.path.join("."),
    message: issue.message,
  }));
  const [first] = details;
  const where = first?.path ? `${first.path}: ` : "";
  throw new ApiError("invalid_request", `${where}${first?.message ?? "invalid request"}`, { details });
}

function answer(c: Context<ApiEnv>, error: ApiError): Response {
  const body: ErrorBody = {
    error: {
      code: error.code,
      message: error.message,
      ...(error.details ? { details: error.details } : {}),
      request_id: c.var.requestId,
    },
  };
  // ERROR_STATUS holds only statuses that may carry a body.
  return c.json(body, error.status as ContentfulStatusCode);
}

function asApiError(error: unknown): ApiError | null {
  if (error instanceof ApiError) return error;
  if (error instanceof ConfigFailure) return new ApiError("internal", error.message, { cause: error });
  if (error instanceof GitHubFailure) return fromGitHub(error);
  if (error instanceof StoreFailure) return fromStore(error);
  if (error instanceof ModelFailure)
    return new ApiError(error.class === "invalid_key" ? "invalid_model_key" : "model_error", error.message, {
      cause: error,
    });
  if (error instanceof HTTPException && error.status < 500)
    return new ApiError("invalid_request", error.message || "the body is not valid JSON", { cause: error });
  return null;
}

function fromStore(error: StoreFailure): ApiError | null {
  switch (error.kind) {
    case "unavailable":
      return new ApiError("database_unavailable", "the database does not answer; try again", {
        cause: error,
      });
    case "invalid":
      return new ApiError("invalid_request", error.message, { cause: error });
    case "conflict":
      return new ApiError("idempotency_conflict", "it exists already", { cause: error });
    case "refused":
      return null; // our grants and queries disagree: a bug
  }
}

const GITHUB_LOST =
  "GitHub no longer accepts Verne's access to your account: it expired or was taken back. Log in with GitHub again.";

const GITHUB: Record<GitHubFailure["kind"], ErrorCode> = {
  unauthorized: "github_not_connected",
  not_found: "repository_not_found",
  forbidden: "forbidden",
  rate_limited: "rate_limited",
  validation: "github_error",
  empty_repository: "repository_empty",
  unavailable: "github_error",
};

function fromGitHub(error: GitHubFailure): ApiError {
  const branch = error.kind === "not_found" && error.subject === "branch";
  const code = branch ? "branch_not_found" : GITHUB[error.kind];
  const message = code === "github_not_connected" ? GITHUB_LOST : error.message;
  return new ApiError(code, message, { cause: error });
}
