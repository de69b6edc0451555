export type GitHubFailureKind =
  | "unauthorized"
  | "not_found"
  | "forbidden"
  | "rate_limited"
  | "validation"
  | "empty_repository"
  | "unavailable";

/**
 * An answer of GitHub that stops the call, in words for a reader. It keeps neither the request nor its headers, so
 * that a token cannot get into a log with it.
 */
export class GitHubFailure extends Error {
  override readonly name = "GitHubFailure";
  readonly kind: GitHubFailureKind;
  /** 0 where GitHub could not be reached. */
  readonly status: number;
  readonly retryAfterMs: number | null;
  /** What is not there, where GitHub's 404 tells. */
  readonly subject: "repository" | "branch" | null;

  constructor(
    kind: GitHubFailureKind,
    status: number,
    message: string,
    options: { retryAfterMs?: number | null; subject?: "repository" | "branch" | null } = {},
  ) {
    super(message);
    this.kind = kind;
    this.status = status;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.subject = options.subject ?? null;
  }
}

interface Answer {
  status: number;
  message: string;
  header(name: string): string | null;
  /** The `errors` of a 422 body. */
  errors: unknown;
}

/** How long a rate-limited answer asks to wait; null: it is not one. */
export function rateLimitWaitMs(
  status: number,
  header: (name: string) => string | null,
  nowMs: number,
): number | null {
  if (status !== 403 && status !== 429) return null;
  const retryAfter = header("retry-after");
  if (retryAfter !== null && /^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const reset = header("x-ratelimit-reset");
  if (header("x-ratelimit-remaining") === "0" && reset !== null) {
    return Math.max(0, Number(reset) * 1000 - nowMs);
  }
  // GitHub asks for at least a minute where it does not say how long.
  return status === 429 ? 60_000 : null;
}

/** Sorts an error answer into a failure. Pure. */
export function classify(answer: Answer, nowMs: number): GitHubFailure {
  const { status, message } = answer;
  const retryAfterMs = rateLimitWaitMs(status, answer.header, nowMs);
  if (retryAfterMs !== null || (status === 403 && /rate limit/i.test(message))) {
    return new GitHubFailure("rate_limited", status, "GitHub's rate limit is reached", {
      retryAfterMs: retryAfterMs ?? 60_000,
    });
  }
  if (status === 401)
    return new GitHubFailure("unauthorized", status, "GitHub no longer accepts the sign-in");
  if (status === 403) return new GitHubFailure("forbidden", status, `GitHub refused: ${message}`);
  if (status === 404) return new GitHubFailure("not_found", status, `GitHub has nothing there: ${message}`);
  if (status === 409 && /repository is empty/i.test(message)) {
    return new GitHubFailure("empty_repository", status, "The repository has no commits");
  }
  if (status >= 400 && status < 500) {
    const details = nested(answer.errors);
    return new GitHubFailure("validation", status, `GitHub refused: ${[message, ...details].join("; ")}`);
  }
  return new GitHubFailure("unavailable", status, "GitHub cannot be reached or is failing");
}

/** A 422 says what is wrong in its `errors`, as texts or as objects with a message, or with field and code. */
function nested(errors: unknown): string[] {
  if (!Array.isArray(errors)) return [];
  return errors.slice(0, 5).flatMap((error: unknown) => {
    if (typeof error === "string") return [error];
    if (typeof error !== "object" || error === null) return [];
    const { message, field, code } = { message: null, field: null, code: null, ...error };
    if (typeof message === "string") return [message];
    return typeof field === "string" && typeof code === "string" ? [`${field}: ${code}`] : [];
  });
}
