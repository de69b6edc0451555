import { generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { MAX_PROMPT_CHARS, type TaskDiff } from "../protocol/index.ts";
import {
  approve,
  call,
  command,
  connectGitHub,
  createTask,
  errorOf,
  FIX,
  limitCommands,
  ok,
  until,
  users,
  view,
} from "./verne.ts";

beforeAll(connectGitHub);

const create = (input: Record<string, unknown>) =>
  errorOf(call("POST", "/api/tasks", { body: { ...FIX, ...input } }));

describe("POST /api/tasks", () => {
  it.each([
    ["a repository that does not exist", { repo_full_name: "samples/nothing" }, 404, "repository_not_found"],
    ["a repository without commits", { repo_full_name: "local/empty" }, 422, "repository_empty"],
    ["a malformed repository", { repo_full_name: "../etc" }, 400, "invalid_request"],
    ["a branch that does not exist", { branch: "nowhere" }, 404, "branch_not_found"],
    ["a branch that is an option", { branch: "--upload-pack=x" }, 400, "invalid_request"],
    ["an unknown model", { model: "gpt-0" }, 422, "unknown_model"],
    ["an unknown provider", { provider: "skynet" }, 422, "unknown_model"],
    ["a provider without a key", { provider: "openai", model: "x" }, 422, "missing_model_key"],
    ["an empty prompt", { prompt: " \n " }, 400, "invalid_request"],
    ["a prompt that is too long", { prompt: "x".repeat(MAX_PROMPT_CHARS + 1) }, 400, "invalid_request"],
    ["a binary prompt", { prompt: "a\u0000b" }, 400, "invalid_request"],
    ["a prompt that is not text", { prompt: 7 }, 400, "invalid_request"],
  ])("refuses %s and names it", async (_name, input, status, code) => {
    const error = await create(input);
    expect(error).toMatchObject({ status, code });
    expect(error.request_id).toMatch(/^[0-9a-f-]{36}$/);
    if (status === 400) expect(error.details?.[0]?.path).toBe(Object.keys(input)[0]);
  });

  it("takes the longest prompt", async () => {
    const { task_id } = await createTask({ prompt: `${FIX.prompt}${" ".repeat(10)}${"é".repeat(63_000)}` });
    await command(task_id, "cancel");
  });

  it("refuses a body that is not JSON, or far too large", async () => {
    const headers = { "content-type": "application/json" };
    const broken = await call("POST", "/api/tasks", { headers });
    expect(broken.status).toBe(400);
    expect(await create({ prompt: "x".repeat(1_100_000) })).toMatchObject({
      status: 413,
      code: "payload_too_large",
    });
  });

  it("answers the same task for the same key, and refuses the key for another", async () => {
    const headers = { "idempotency-key": crypto.randomUUID() };
    const post = (body: unknown) => call("POST", "/api/tasks", { body, headers });
    const first = await ok<{ task_id: string }>(post(FIX));
    const again = await ok<{ task_id: string }>(post(FIX));
    expect(again.task_id).toBe(first.task_id);
    expect(await errorOf(post({ ...FIX, prompt: "another" }))).toMatchObject({
      status: 409,
      code: "idempotency_conflict",
    });
    await command(first.task_id, "cancel");
  });
});

describe("a task id", () => {
  it("that is malformed, unknown or somebody else's is absent alike", async () => {
    const { task_id } = await createTask();
    const token = users().grace.accessToken;
    const answers = await Promise.all([
      errorOf(call("GET", "/api/tasks/not-an-id")),
      errorOf(call("GET", `/api/tasks/${crypto.randomUUID()}`)),
      errorOf(call("GET", `/api/tasks/${task_id}`, { token })),
      errorOf(call("GET", `/api/tasks/${task_id}/events`, { token })),
      errorOf(call("GET", `/api/tasks/${task_id}/diff`, { token })),
      errorOf(call("POST", `/api/tasks/${task_id}/ticket`, { token })),
      errorOf(
        call("POST", `/api/tasks/${task_id}/cancel`, { token, headers: { "idempotency-key": "12345678" } }),
      ),
    ]);
    for (const { status, code, message } of answers)
      expect({ status, code, message }).toEqual({ status: 404, code: "not_found", message: "no such task" });
    const { items } = await ok<{ items: unknown[] }>(call("GET", "/api/tasks", { token }));
    expect(items).toEqual([]);
    await command(task_id, "cancel");
  });

  it("opens no socket without a pass for it", async () => {
    const { task_id } = await createTask();
    const upgrade = { upgrade: "websocket" };
    const socket = (query: string, token: string | null = null) =>
      call("GET", `/ws/tasks/${task_id}${query}`, { token, headers: upgrade });
    expect((await socket("")).status).toBe(401);
    expect((await socket("?ticket=forged")).status).toBe(401);
    expect((await socket("", users().grace.accessToken)).status).toBe(404);
    const other = await createTask();
    const { ticket } = await ok<{ ticket: string }>(call("POST", `/api/tasks/${other.task_id}/ticket`));
    expect((await socket(`?ticket=${ticket}`)).status).toBe(401);
    const used = await ok<{ ticket: string }>(call("POST", `/api/tasks/${task_id}/ticket`));
    const offer = (protocols: string, more: Record<string, string> = {}) =>
      call("GET", `/ws/tasks/${task_id}`, {
        token: null,
        headers: { ...upgrade, "sec-websocket-protocol": protocols, ...more },
      });
    const evil = await offer(`verne, ticket.${used.ticket}`, { origin: "https://evil.example" });
    expect(evil.status).toBe(403);
    const first = await offer(`verne, ticket.${used.ticket}`);
    expect(first.status).toBe(101);
    expect(first.headers.get("sec-websocket-protocol")).toBe("verne");
    first.webSocket?.accept();
    first.webSocket?.close();
    expect((await offer(`verne, ticket.${used.ticket}`)).status).toBe(401);
    expect((await socket(`?ticket=${used.ticket}`)).status).toBe(401);
    expect((await offer("verne, ticket.forged")).status).toBe(401);
    expect((await offer("verne")).status).toBe(401);
    const admitted = await socket("", users().ada.accessToken);
    expect(admitted.status).toBe(101);
    admitted.webSocket?.accept();
    admitted.webSocket?.close();
    for (const id of [task_id, other.task_id]) await command(id, "cancel");
  });
});

describe("a token", () => {
  const claims = () => ({ sub: users().ada.userId, role: "authenticated", aud: "authenticated" });
  const issuer = () => `${inject("variables").SUPABASE_URL}/auth/v1`;
  const refused = async (token: string | null) => {
    const error = await errorOf(call("GET", "/api/tasks", { token }));
    expect(error).toMatchObject({ status: 401, code: "unauthenticated" });
  };

  it("that is missing or garbage is refused", async () => {
    for (const token of [null, "", "x", "a.b.c"]) await refused(token);
  });

  it("without a signature is refused", async () => {
    await refused(new UnsecuredJWT(claims()).setIssuer(issuer()).setExpirationTime("1h").encode());
  });

  it("signed with a foreign key, or with a shared secret, is refused", async () => {
    const { privateKey } = await generateKeyPair("ES256");
    const sign = (alg: string, key: CryptoKey | Uint8Array) =>
      new SignJWT(claims()).setProtectedHeader({ alg }).setIssuer(issuer()).setExpirationTime("1h").sign(key);
    await refused(await sign("ES256", privateKey));
    await refused(await sign("HS256", new TextEncoder().encode("x".repeat(40))));
  });

  it("that has expired is refused, and the answer says so", async () => {
    const error = await errorOf(call("GET", "/api/tasks", { token: inject("badTokens").expired }));
    expect(error).toMatchObject({
      status: 401,
      code: "unauthenticated",
      message: expect.stringContaining("expired"),
    });
  });

  it("that is validly signed but names no user, or a time to come, is refused", async () => {
    const { from_the_future, no_uuid, no_subject, service } = inject("badTokens");
    for (const token of [from_the_future, no_uuid, no_subject, service]) await refused(token);
    const upgrade = { upgrade: "websocket" };
    for (const token of [from_the_future, no_uuid])
      expect(
        (await call("GET", `/ws/tasks/${crypto.randomUUID()}`, { token, headers: upgrade })).status,
      ).toBe(401);
  });

  it("whose payload was changed is refused", async () => {
    const [head, , signature] = users().ada.accessToken.split(".");
    const payload = btoa(JSON.stringify({ ...claims(), exp: 9e9 })).replaceAll("=", "");
    await refused(`${head}.${payload}.${signature}`);
  });
});

describe("a command", () => {
  it("needs a key of its own, and the state that allows it", async () => {
    const { task_id } = await createTask();
    expect(await errorOf(call("POST", `/api/tasks/${task_id}/cancel`))).toMatchObject({
      status: 400,
      details: [{ path: "idempotency-key", message: expect.any(String) }],
    });
    const headers = { "idempotency-key": crypto.randomUUID() };
    const body = { tree: "0".repeat(40) };
    expect(await errorOf(call("POST", `/api/tasks/${task_id}/apply`, { headers, body }))).toMatchObject({
      status: 409,
      code: "invalid_state",
    });
    await command(task_id, "cancel");
  });

  it("approves only the version and the base that the user saw", async () => {
    const { task_id } = await createTask();
    await until(task_id, "awaiting_approval");
    const { plan_document: plan, base_commit } = await view(task_id);
    if (!plan) throw new Error("there is no plan");
    const headers = () => ({ "idempotency-key": crypto.randomUUID() });
    const post = (body: unknown) =>
      errorOf(call("POST", `/api/tasks/${task_id}/approve`, { body, headers: headers() }));
    const edited = { parent_version: 1, plan: { ...plan, goal: "Another goal" } };
    await ok(call("PUT", `/api/tasks/${task_id}/plan`, { body: edited, headers: headers() }));
    expect(await post({ plan_version: 1, base_commit })).toMatchObject({ status: 409, code: "stale_plan" });
    expect(await post({ plan_version: 2, base_commit: "0".repeat(40) })).toMatchObject({
      code: "stale_plan",
    });
    expect(await post({ plan_version: "2" })).toMatchObject({ status: 400 });
    const outside = {
      parent_version: 2,
      plan: { ...plan, steps: [{ ...plan.steps[0], files: [{ path: "../x", action: "modify" }] }] },
    };
    expect(
      await errorOf(call("PUT", `/api/tasks/${task_id}/plan`, { body: outside, headers: headers() })),
    ).toMatchObject({
      status: 400,
      details: [{ path: "plan.steps.0.files.0.path", message: expect.any(String) }],
    });
    expect((await view(task_id)).plan_document).toMatchObject({
      version: 2,
      author: "user",
      goal: "Another goal",
    });
    await approve(task_id);
    await until(task_id, "reviewing");
    await command(task_id, "cancel");
  });

  it("publishes only the change that the user saw", async () => {
    const { task_id } = await createTask();
    await until(task_id, "awaiting_approval");
    await approve(task_id);
    await until(task_id, "reviewing");
    const diff = await ok<TaskDiff>(call("GET", `/api/tasks/${task_id}/diff`));
    expect(diff.tree).toMatch(/^[0-9a-f]{40}$/);
    expect((await view(task_id)).tree).toBe(diff.tree);
    const post = (body: unknown) => {
      const headers = { "idempotency-key": crypto.randomUUID() };
      return call("POST", `/api/tasks/${task_id}/apply`, { body, headers });
    };
    for (const body of [{}, { tree: null }, { tree: "HEAD" }])
      expect(await errorOf(post(body))).toMatchObject({ status: 400, details: [{ path: "tree" }] });
    expect(await errorOf(post({ tree: "0".repeat(40) }))).toMatchObject({ status: 409, code: "stale_diff" });
    expect((await view(task_id)).state).toBe("reviewing");
    expect((await post({ tree: diff.tree })).status).toBe(200);
    await until(task_id, "complete");
  });

  it("sent twice with one key is carried out once", async () => {
    const { task_id } = await createTask();
    const headers = { "idempotency-key": crypto.randomUUID() };
    const cancel = () => ok(call("POST", `/api/tasks/${task_id}/cancel`, { headers }));
    expect(await cancel()).toEqual(await cancel());
    const body = { text: "hello" };
    expect(await errorOf(call("POST", `/api/tasks/${task_id}/messages`, { body, headers }))).toMatchObject({
      status: 409,
      code: "idempotency_conflict",
    });
  });
});

describe("a model", () => {
  const models = [
    ["verne-demo-401", "model_invalid_key"],
    ["verne-demo-half", "model_unreachable"],
    ["verne-demo-refuses", "model_refused"],
    ["verne-demo-garbage", "model_garbage"],
    ["verne-demo-loop", "loop_detected"],
  ] as const;
  // Each is a separate task; all of them run with `npm test -- --long`.
  it.each(inject("long") ? models : models.slice(0, 1))(
    "%s ends the task as %s, and it can be retried",
    async (model, code) => {
      const { task_id } = await createTask({ model });
      await until(task_id, "failed");
      expect(await view(task_id)).toMatchObject({
        status: "error",
        error: { code, step: "plan" },
        allowed: ["message", "retry"],
      });
    },
  );
});

describe("a clone", () => {
  const faults = (method: string, fault?: object) =>
    fetch(`${inject("variables").GITHUB_WEB_URL}/_standin/faults`, {
      method,
      headers: { "content-type": "application/json" },
      body: fault === undefined ? undefined : JSON.stringify(fault),
    });

  it("that fails is tried again, then ends the task with its cause; a retry goes on", async () => {
    expect((await faults("POST", { path: "/samples/invoice.git/", status: 500, times: 99 })).status).toBe(
      204,
    );
    const { task_id } = await createTask({ repo_full_name: "samples/invoice" });
    const events = await until(task_id, "failed").finally(() => faults("DELETE"));
    expect(events.filter((event) => event.type === "step_started")).toHaveLength(3);
    expect(await view(task_id)).toMatchObject({
      error: { code: "clone_failed", step: "clone" },
      allowed: ["message", "retry"],
    });
    await command(task_id, "retry");
    await until(task_id, "awaiting_approval", events.at(-1)?.seq);
    await command(task_id, "cancel");
  });
});

describe("a test command", () => {
  it("that hangs is stopped at its limit and shown as no evidence, not as a pass", async () => {
    const { task_id } = await createTask({ repo_full_name: "tests/hangs", prompt: "Anything" });
    await limitCommands(task_id, 2_000);
    await until(task_id, "awaiting_approval");
    await approve(task_id);
    const events = await until(task_id, "reviewing");
    const stopped = events.filter((event) => event.type === "command_finished" && event.data.timed_out);
    expect(stopped).toHaveLength(2);
    const { tests, state } = await view(task_id);
    expect(state).toBe("reviewing");
    expect(tests).toMatchObject({ verdict: "no_evidence", after: { outcome: "timed_out" } });
    await command(task_id, "cancel");
  });
});

describe("keys", () => {
  it("are write-only and checked", async () => {
    const put = (provider: string, body: unknown) => call("PUT", `/api/keys/${provider}`, { body });
    expect(await errorOf(put("openai_compatible", { key: "k" }))).toMatchObject({
      details: [{ path: "base_url" }],
    });
    expect(
      await errorOf(put("openai_compatible", { key: "k", base_url: "http://169.254.169.254/v1" })),
    ).toMatchObject({
      status: 400,
      details: [{ path: "base_url" }],
    });
    expect(await errorOf(put("openai", { key: "has space" }))).toMatchObject({ details: [{ path: "key" }] });
    expect((await put("demo", { key: "k" })).status).toBe(400);
    const stored = await (await put("openai", { key: "sk-secret-1234" })).text();
    expect(stored).toContain('"1234"');
    const listed = await (await call("GET", "/api/keys")).text();
    expect(listed).toContain("openai");
    for (const text of [stored, listed]) expect(text).not.toContain("sk-secret");
    expect((await call("DELETE", "/api/keys/openai")).status).toBe(204);
    expect(await ok(call("GET", "/api/keys"))).toEqual({ items: [] });
  });

  it("are tested against their provider, and only where there is one", async () => {
    const test = (provider: string) => call("POST", `/api/keys/${provider}/test`);
    expect(await errorOf(test("openai_compatible"))).toMatchObject({
      status: 422,
      code: "missing_model_key",
    });
    const { DEMO_MODEL_URL } = inject("variables");
    await call("PUT", "/api/keys/openai_compatible", { body: { base_url: DEMO_MODEL_URL } });
    expect(await ok(test("openai_compatible"))).toMatchObject({
      ok: true,
      models: expect.arrayContaining(["verne-demo"]),
    });
    await call("PUT", "/api/keys/openai_compatible", { body: { base_url: "http://127.0.0.1:1/v1" } });
    expect(await ok(test("openai_compatible"))).toMatchObject({
      ok: false,
      models: [],
      error: { class: "network" },
    });
    await call("DELETE", "/api/keys/openai_compatible");
  });

  it("of another GitHub account cannot be connected", async () => {
    const body = { provider_token: users().grace.providerToken };
    expect(await errorOf(call("POST", "/api/session/github", { body }))).toMatchObject({
      status: 403,
      code: "forbidden",
    });
  });
});

describe("the document", () => {
  it("describes every route in OpenAPI 3.1", async () => {
    const document = await ok<{ openapi: string; paths: Record<string, unknown> }>(
      call("GET", "/api/openapi.json", { token: null }),
    );
    expect(document.openapi).toBe("3.1.0");
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(["/api/tasks", "/api/tasks/{id}/approve", "/api/repos", "/api/branches"]),
    );
  });

  it("answers an unknown path in the error format", async () => {
    expect(await errorOf(call("GET", "/api/nothing"))).toMatchObject({ status: 404, code: "not_found" });
  });
});
