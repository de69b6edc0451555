import { retry } from "@octokit/plugin-retry";
import { Octokit } from "@octokit/rest";
import { classify, GitHubFailure, rateLimitWaitMs } from "./failure.ts";
import { type Fetch, fetchWhole } from "./fetch-whole.ts";

export { GitHubFailure } from "./failure.ts";

/** Octokit whose every rejection is a GitHubFailure. */
export type GitHubClient = Octokit;

export interface ClientOptions {
  /** `https://api.github.com`, or `http://127.0.0.1:PORT/api/v3` of the stand-in. */
  apiUrl: string;
  token: string;
  fetch?: Fetch;
  /** Waits of the retries after a failure of GitHub: this, then four times this. Default 1,000. */
  retryBaseMs?: number;
  /** A rate limit that ends sooner is waited for; a later one fails with `rate_limited`. Default 10,000. */
  maxRateLimitWaitMs?: number;
  sleep?: (ms: number) => Promise<void>;
  now?: () => number;
}

const REQUEST_TIMEOUT_MS = 30_000;
const RETRIES = 2;

const WithRetry = Octokit.plugin(retry);
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * A client that acts as the owner of `token`. Failures of GitHub (5xx, no answer) are tried twice more; a short rate
 * limit is waited for once. Every rejection is a GitHubFailure.
 */
export function githubClient(options: ClientOptions): GitHubClient {
  const now = options.now ?? Date.now;
  const octokit = new WithRetry({
    auth: options.token,
    baseUrl: options.apiUrl.replace(/\/+$/, ""),
    userAgent: "verne",
    log: quiet,
    request: { fetch: patientFetch(options, now) },
    retry: {
      retries: RETRIES,
      retryAfterBaseValue: options.retryBaseMs ?? 1000,
      doNotRetry: [400, 401, 403, 404, 405, 409, 410, 422, 429, 451],
    },
  });
  // Registered after the plugin's hooks, so that it sees only what is left when the retries are used up.
  octokit.hook.error("request", (error) => {
    throw toFailure(error, now());
  });
  return octokit;
}

/** fetch with a deadline, that waits once for a short rate limit. */
function patientFetch(options: ClientOptions, now: () => number): Fetch {
  const send: Fetch = options.fetch ?? ((input, init) => fetch(input, init));
  const sleep = options.sleep ?? ((ms: number) => new Promise<void>((done) => setTimeout(done, ms)));
  const maxWaitMs = options.maxRateLimitWaitMs ?? 10_000;
  const once: Fetch = (input, init) => fetchWhole(send, REQUEST_TIMEOUT_MS, input, init);
  return async (input, init) => {
    const response = await once(input, init);
    const waitMs = rateLimitWaitMs(response.status, (name) => response.headers.get(name), now());
    if (waitMs === null || waitMs > maxWaitMs) return response;
    await sleep(waitMs);
    return once(input, init);
  };
}

function toFailure(error: unknown, nowMs: number): GitHubFailure {
  if (error instanceof GitHubFailure) return error;
  // Octokit's RequestError, whose class comes in two copies; read by shape.
  const { status, response } = { status: 0, response: undefined, ...(error as object) } as {
    status: number;
    response?: { headers: Record<string, string | number | undefined>; data: unknown };
  };
  if (!response) return new GitHubFailure("unavailable", 0, "GitHub cannot be reached");
  const data = typeof response.data === "object" && response.data !== null ? response.data : {};
  const { message, errors } = { message: "", errors: undefined, ...data };
  return classify(
    {
      status,
      message: typeof message === "string" ? message : "",
      errors,
      header: (name) => response.headers[name]?.toString() ?? null,
    },
    nowMs,
  );
}

/** `owner/name` as Octokit takes it. */
export function repoParams(fullName: string): { owner: string; repo: string } {
  const [owner = "", repo = ""] = fullName.split("/");
  return { owner, repo };
}
