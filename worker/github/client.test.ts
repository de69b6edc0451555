import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { type ClientOptions, GitHubFailure, githubClient } from "./client.ts";

const TOKEN = "gho_secret";
const NOW_MS = 1_700_000_000_000;

/** A client that gets these answers in order, and what it did meanwhile. */
function scripted(answers: (Response | Error)[], options: Partial<ClientOptions> = {}) {
  const slept: number[] = [];
  const sent: string[] = [];
  const client = githubClient({
    apiUrl: "http://github.test/api/v3/",
    token: TOKEN,
    retryBaseMs: 1,
    now: () => NOW_MS,
    sleep: async (ms) => {
      slept.push(ms);
    },
    fetch: async (url) => {
      sent.push(url);
      const answer = answers.shift();
      if (answer instanceof Response) return answer;
      throw answer ?? new Error("no answer left");
    },
    ...options,
  });
  return { client, slept, sent };
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  Response.json(body, { status, headers });
const user = (): Response => json(200, { login: "ada", id: 1 });

async function failureOf(
  answers: (Response | Error)[],
  options: Partial<ClientOptions> = {},
): Promise<GitHubFailure> {
  const error: unknown = await scripted(answers, options)
    .client.users.getAuthenticated()
    .catch((reason) => reason);
  if (error instanceof GitHubFailure) return error;
  throw new Error("expected a GitHubFailure", { cause: error });
}

describe("the GitHub client", () => {
  it("goes to the configured address", async () => {
    const { client, sent } = scripted([user()]);
    expect((await client.users.getAuthenticated()).data.login).toBe("ada");
    expect(sent).toEqual(["http://github.test/api/v3/user"]);
  });

  it("tries again after a failure of GitHub, and gives up after two more", async () => {
    const good = scripted([json(502, {}), new TypeError("fetch failed"), user()]);
    await good.client.users.getAuthenticated();
    expect(good.sent).toHaveLength(3);
    const bad = await failureOf([json(500, {}), json(502, {}), json(503, { message: "down" })]);
    expect(bad).toMatchObject({ kind: "unavailable", status: 503 });
  });

  it("reports an unreachable GitHub", async () => {
    const refused = new TypeError("connect ECONNREFUSED");
    const answers = [refused, refused, refused];
    expect(await failureOf(answers)).toMatchObject({
      kind: "unavailable",
      message: "GitHub cannot be reached",
    });
    expect(answers).toEqual([]);
  });

  it("waits once for a short rate limit", async () => {
    const limited = () => json(429, { message: "slow down" }, { "retry-after": "3" });
    const { client, slept } = scripted([limited(), user()]);
    await client.users.getAuthenticated();
    expect(slept).toEqual([3000]);
    expect(await failureOf([limited(), limited()])).toMatchObject({
      kind: "rate_limited",
      retryAfterMs: 3000,
    });
  });

  it("hands a long rate limit to the caller", async () => {
    const reset = String(NOW_MS / 1000 + 1800);
    const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset };
    const failure = await failureOf([json(403, { message: "API rate limit exceeded" }, headers)]);
    expect(failure).toMatchObject({ kind: "rate_limited", status: 403, retryAfterMs: 1_800_000 });
    const secondary = json(403, { message: "You have exceeded a secondary rate limit" });
    expect(await failureOf([secondary])).toMatchObject({ kind: "rate_limited", retryAfterMs: 60_000 });
  });

  it.each([
    [401, {}, "unauthorized"],
    [403, { message: "Resource not accessible" }, "forbidden"],
    [404, { message: "Not Found" }, "not_found"],
    [409, { message: "Git Repository is empty." }, "empty_repository"],
    [409, { message: "Conflict" }, "validation"],
    [422, { message: "Validation Failed" }, "validation"],
  ] as const)("tells %i apart: %j", async (status, body, kind) => {
    expect(await failureOf([json(status, body)])).toMatchObject({ kind, status });
  });

  it("repeats what a 422 says inside", async () => {
    const errors = [{ message: "No commits between a and b" }, { field: "base", code: "invalid" }, "plain"];
    const failure = await failureOf([json(422, { message: "Validation Failed", errors })]);
    expect(failure.message).toBe(
      "GitHub refused: Validation Failed; No commits between a and b; base: invalid; plain",
    );
  });

  it("keeps the token out of its failures", async () => {
    const failure = await failureOf([json(401, { message: "Bad credentials" })]);
    expect(JSON.stringify([failure, failure.message, failure.stack, failure.cause])).not.toContain(TOKEN);
    const all = inspect(failure, { depth: null, showHidden: true });
    expect(all).toContain("GitHub no longer accepts the sign-in");
    expect(all).not.toContain(TOKEN);
  });
});
