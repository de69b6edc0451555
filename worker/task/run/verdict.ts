/** Pure: decides between retry and failure after a step threw. */

import { SpendingRefused } from "../../access/spending.ts";
import { AgentStopped } from "../../agent/types.ts";
import { PublishFailure } from "../../github/change.ts";
import { GitHubFailure } from "../../github/client.ts";
import { type ModelErrorClass, ModelFailure } from "../../llm/types.ts";
import type { FailureCode } from "../../protocol/index.ts";
import { GitFailure } from "../../sandbox/git.ts";
import { SandboxFailure } from "../../sandbox/port.ts";
import { StoreFailure } from "../../store/failure.ts";
import { Fenced, StepFailure } from "./failures.ts";
import { MAX_ATTEMPTS } from "./lease.ts";

export type Verdict =
  | { type: "stop" }
  | { type: "retry"; delayMs: number; message: string; sandboxLost: boolean }
  | { type: "fail"; code: FailureCode; message: string };

const MODEL: Record<ModelErrorClass, FailureCode> = {
  invalid_key: "model_invalid_key",
  no_quota: "model_no_quota",
  rate_limited: "model_rate_limited",
  overloaded: "model_overloaded",
  context_too_long: "model_context_too_long",
  refused: "model_refused",
  bad_request: "model_bad_request",
  network: "model_unreachable",
  timeout: "model_timeout",
  garbage: "model_garbage",
  cancelled: "internal",
};

/** `attempt` counts from 1. */
export function judge(error: unknown, attempt: number): Verdict {
  if (error instanceof Fenced) return { type: "stop" };
  if (error instanceof StepFailure) return judgeStep(error, attempt);
  if (error instanceof SpendingRefused)
    return error.code === "entry_unknown"
      ? again(attempt, error.code, error.message, 30_000)
      : { type: "fail", code: error.code, message: error.message };
  if (error instanceof AgentStopped) return { type: "fail", code: error.code, message: error.message };
  // The agent's loop has already retried a model failure.
  if (error instanceof ModelFailure)
    return { type: "fail", code: MODEL[error.class], message: error.message };
  if (error instanceof SandboxFailure) return judgeSandbox(error, attempt);
  if (error instanceof PublishFailure) return { type: "fail", code: error.code, message: error.message };
  if (error instanceof GitHubFailure) return judgeGitHub(error, attempt);
  if (error instanceof GitFailure) return again(attempt, "internal", error.message, 1_000);
  if (error instanceof StoreFailure) return judgeStore(error, attempt);
  return again(attempt, "internal", "An unexpected error in Verne itself", 1_000);
}

function judgeStep({ code, message, retryable }: StepFailure, attempt: number): Verdict {
  return retryable ? again(attempt, code, message, 2_000) : { type: "fail", code, message };
}

function judgeSandbox(error: SandboxFailure, attempt: number): Verdict {
  const sandboxLost = error.kind === "lost";
  switch (error.kind) {
    case "lost":
      return again(attempt, "sandbox_lost", lost(error), 500, sandboxLost);
    case "transient":
      return again(attempt, "sandbox_unavailable", `The sandbox does not answer (${error.code})`, 2_000);
    case "capacity":
      return again(attempt, "sandbox_unavailable", `No sandbox is to be had: ${error.message}`, 30_000);
    case "timeout":
      return again(attempt, "step_timeout", `The sandbox took too long (${error.code})`, 1_000);
    case "permanent":
      return { type: "fail", code: "sandbox_unavailable", message: `${error.message} (${error.code})` };
  }
}

/** The reason where a machine gave one: a container that ran out of memory, say. */
const lost = ({ code, message }: SandboxFailure): string =>
  code === "CONTAINER_ENDED" ? `The sandbox was lost: ${message}` : `The sandbox was lost (${code})`;

/** What a step wants of the database is a token or a setting: without it nothing goes on, with it all does. */
function judgeStore(error: StoreFailure, attempt: number): Verdict {
  return error.kind === "unavailable"
    ? again(attempt, "database_unavailable", "The database does not answer", 5_000)
    : again(attempt, "internal", "The database refused what Verne asked of it", 2_000);
}

function judgeGitHub(error: GitHubFailure, attempt: number): Verdict {
  switch (error.kind) {
    case "unauthorized":
      return {
        type: "fail",
        code: "github_access_lost",
        message:
          "GitHub no longer accepts Verne's access to your account: it expired or was taken back. Log in with GitHub again, then retry.",
      };
    case "rate_limited":
      return again(attempt, "publish_failed", error.message, error.retryAfterMs ?? 30_000);
    case "unavailable":
      return again(attempt, "publish_failed", error.message, 2_000);
    default:
      return { type: "fail", code: "publish_failed", message: error.message };
  }
}

function again(
  attempt: number,
  code: FailureCode,
  message: string,
  baseMs: number,
  sandboxLost = false,
): Verdict {
  if (attempt >= MAX_ATTEMPTS)
    return { type: "fail", code, message: `${message}, after ${attempt} attempts` };
  return { type: "retry", delayMs: baseMs * 2 ** (attempt - 1), message, sandboxLost };
}
