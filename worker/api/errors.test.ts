import { Hono } from "hono";
import { expect, it } from "vitest";
import { GitHubFailure } from "../github/failure.ts";
import { failure } from "../llm/errors.ts";
import type { ErrorBody } from "../protocol/index.ts";
import type { ApiEnv } from "./context.ts";
import { answerError } from "./errors.ts";

async function answerTo(error: Error): Promise<{ status: number } & ErrorBody["error"]> {
  const app = new Hono<ApiEnv>();
  app.use(async (c, next) => {
    c.set("requestId", "r-1");
    await next();
  });
  app.get("/", () => {
    throw error;
  });
  app.onError(answerError);
  const answer = await app.request("/");
  return { status: answer.status, ...((await answer.json()) as ErrorBody).error }; // what the test is about
}

it("tells a key that the provider refuses from a provider that failed", async () => {
  const refused = "OpenAI refused the API key (401). Check the key in Settings.";
  expect(await answerTo(failure("invalid_key", refused))).toMatchObject({
    status: 422,
    code: "invalid_model_key",
    message: refused,
  });
  for (const cls of ["overloaded", "network", "timeout", "bad_request"] as const)
    expect(await answerTo(failure(cls, "It failed."))).toMatchObject({ status: 502, code: "model_error" });
});

it("says what happened to GitHub's token, and what to do", async () => {
  const answer = await answerTo(new GitHubFailure("unauthorized", 401, "Bad credentials"));
  expect(answer).toMatchObject({ status: 422, code: "github_not_connected" });
  expect(answer.message).toMatch(/expired or was taken back\. Log in with GitHub again\./);
});
