import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { keyRingOf } from "../access/credentials.ts";
import { storeConfig } from "../access/database.ts";
import { putGitHubToken } from "../access/github-tokens.ts";
import { createApp } from "../api/app.ts";
import { readConfig } from "../env.ts";
import { serviceClient, userClient } from "../store/client.ts";
import { insertTask } from "../store/tasks.ts";
import { call, command, connectGitHub, createTask, errorOf, FIX, ok, until, users } from "./verne.ts";

beforeAll(connectGitHub);

/** A request to a Worker with these environment variables. */
const withVariables = async (path: string, variables: Record<string, string>): Promise<Response> =>
  createApp().fetch(
    new Request(`https://verne.test${path}`, {
      headers: { authorization: `Bearer ${users().ada.accessToken}` },
    }),
    { ...env, ...variables },
    createExecutionContext(),
  );

describe("a changed key ring", () => {
  const other = { KEY_RING: JSON.stringify({ current: "k9", keys: { k9: btoa("o".repeat(32)) } }) };

  it("asks for GitHub to be connected again", async () => {
    expect(await ok(withVariables("/api/me", other))).toMatchObject({ github_connected: false });
    expect(await errorOf(withVariables("/api/repos", other))).toMatchObject({
      status: 422,
      code: "github_not_connected",
    });
  });

  it("asks for the model key again", async () => {
    await ok(call("PUT", "/api/keys/openai", { body: { key: "sk-secret-1234" } }));
    const { providers } = await ok<{ providers: { id: string; status: string; note: string | null }[] }>(
      withVariables("/api/models", other),
    );
    expect(providers.find(({ id }) => id === "openai")).toMatchObject({
      status: "missing_key",
      note: expect.stringContaining("enter it again"),
    });
    await call("DELETE", "/api/keys/openai");
  });
});

describe("a token that GitHub no longer accepts", () => {
  it("is told with what to do, before any task starts", async () => {
    const config = readConfig(env);
    const stored = { userId: users().ada.userId, token: "gho_expired", refreshToken: null };
    const owner = { login: "ada", githubUserId: 1001 };
    await putGitHubToken(serviceClient(storeConfig(config)), keyRingOf(config), { ...stored, ...owner });
    const told = {
      status: 422,
      code: "github_not_connected",
      message: expect.stringContaining("Log in with GitHub again"),
    };
    expect(await errorOf(call("GET", "/api/repos"))).toMatchObject(told);
    expect(await errorOf(call("GET", "/api/branches?repo=samples/invoice"))).toMatchObject(told);
    expect(await errorOf(call("POST", "/api/tasks", { body: FIX }))).toMatchObject(told);
    await connectGitHub();
    expect((await call("GET", "/api/repos")).status).toBe(200);
  });
});

describe("GET /api/branches", () => {
  it("says what is known of the repository", async () => {
    expect(await ok(call("GET", "/api/branches?repo=samples/shopping-cart"))).toMatchObject({
      default_branch: "main",
      repo: {
        full_name: "samples/shopping-cart",
        description: expect.stringMatching(/\S/),
        language: "JavaScript",
        private: true,
        default_branch: "main",
        pushed_at: expect.stringMatching(/^\d{4}-/),
      },
    });
  });
});

describe("GET /api/tasks", () => {
  it("finds by repository and title", async () => {
    const { task_id } = await createTask();
    const ids = async (q: string) => {
      const page = await ok<{ items: { task_id: string }[] }>(
        call("GET", `/api/tasks?q=${encodeURIComponent(q)}`),
      );
      return page.items.map((item) => item.task_id);
    };
    expect(await ids("DISCOUNT")).toContain(task_id);
    expect(await ids("no task is called this")).toEqual([]);
    await command(task_id, "cancel");
  });
});

describe("POST /api/tasks", () => {
  it("refuses a known key with any other field changed", async () => {
    const headers = { "idempotency-key": crypto.randomUUID() };
    const post = (body: unknown) => call("POST", "/api/tasks", { body, headers });
    const { task_id } = await ok<{ task_id: string }>(post(FIX));
    for (const changed of [{ branch: "other" }, { model: "other" }, { auto_pr: true }])
      expect(await errorOf(post({ ...FIX, ...changed }))).toMatchObject({
        status: 409,
        code: "idempotency_conflict",
      });
    expect(await ok<{ task_id: string }>(post(FIX))).toMatchObject({ task_id });
    await command(task_id, "cancel");
  });

  it("that was cut off after the row was made is taken up by the next request", async () => {
    const id = crypto.randomUUID();
    const { SUPABASE_URL: url, SUPABASE_PUBLISHABLE_KEY: publishableKey } = inject("variables");
    const { accessToken, userId } = users().ada;
    const client = userClient(
      { url: url ?? "", publishableKey: publishableKey ?? "", secretKey: "" },
      accessToken,
    );
    const flags = { auto_pr: false, review_plan: true };
    await insertTask(client, { id, user_id: userId, title: "Half made", ...FIX, ...flags });
    expect(await ok(call("GET", `/api/tasks/${id}`))).toMatchObject({
      state: "queued",
      allowed: ["message", "cancel"],
    });
    await until(id, "awaiting_approval");
    await command(id, "cancel");
  });
});
