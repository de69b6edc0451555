import { afterEach, describe, expect, it, vi } from "vitest";
import type { Bindings } from "../bindings.ts";
import { type ErrorBody, Readiness } from "../protocol/index.ts";
import { createApp } from "./app.ts";

const ORIGIN = "https://web.example";
const VARIABLES = {
  SUPABASE_URL: "http://127.0.0.1:9",
  SUPABASE_PUBLISHABLE_KEY: "sb_publishable_x",
  SUPABASE_SECRET_KEY: "sb_secret_x",
  PUBLIC_URL: "https://verne.example",
  WEB_ORIGINS: ORIGIN,
  KEY_RING: JSON.stringify({ current: "k1", keys: { k1: btoa("k".repeat(32)) } }),
  CAPABILITY_SECRET: "c".repeat(32),
};

const app = createApp();

function send(path: string, init: RequestInit = {}, variables: Record<string, string> = VARIABLES) {
  const headers = new Headers(init.headers);
  headers.set("origin", ORIGIN);
  const env = { ...variables } as unknown as Bindings; // no route here gets as far as a binding
  return app.request(`https://verne.example${path}`, { ...init, headers }, env);
}

const errorOf = async (response: Response) => ((await response.json()) as ErrorBody).error; // what the tests are about

describe("a Worker that is not configured", () => {
  it("answers every request with what is missing or wrong, and with none of the values", async () => {
    const { SUPABASE_URL: _, ...rest } = VARIABLES;
    const wrong = { ...rest, KEY_RING: '{"current":"k1","keys":{"k1":"c2VjcmV0"}}', EMBEDDED: "perhaps" };
    for (const path of ["/api/health", "/api/tasks", "/git/x/info/refs"]) {
      const response = await send(path, {}, wrong);
      expect(response.status).toBe(500);
      const error = await errorOf(response);
      expect(error.code).toBe("internal");
      for (const name of ["SUPABASE_URL", "KEY_RING", "EMBEDDED"]) expect(error.message).toContain(name);
      for (const value of ["c2VjcmV0", "perhaps"]) expect(error.message).not.toContain(value);
      expect(response.headers.get("x-request-id")).toBe(error.request_id);
    }
  });
});

describe("/api/ready", () => {
  const bucket = { head: async () => null };
  const bound = { TASK: {}, SANDBOX: {}, ADMISSION: {}, STEPS: {}, ARTIFACTS: bucket };
  const partsOf = async (changes: object) => {
    const env = { ...VARIABLES, ALLOW_ANYONE: "1", ...bound, ...changes } as unknown as Bindings; // what is looked at
    const response = await app.request("https://verne.example/api/ready", {}, env);
    const text = await response.text();
    expect(text).not.toContain("sb_secret_x");
    const { ok, parts } = Readiness.parse(JSON.parse(text));
    expect(response.status).toBe(ok ? 200 : 503);
    return Object.fromEntries(parts.filter((part) => !part.ok).map(({ part, message }) => [part, message]));
  };
  const database = (answer: () => Promise<Response>) => vi.stubGlobal("fetch", answer);
  afterEach(() => vi.unstubAllGlobals());

  it("is 200 when the database and all bindings answer, and names each part that does not", async () => {
    database(async () => Response.json([]));
    expect(await partsOf({})).toEqual({});
    expect(await partsOf({ ALLOW_ANYONE: "0" })).toEqual({ entry: expect.stringContaining("ALLOWED_ORGS") });
    expect(await partsOf({ STEPS: undefined, ARTIFACTS: undefined })).toEqual({
      bindings: "STEPS, ARTIFACTS of wrangler.toml are not bound",
      storage: "is not bound",
    });
    const broken = { head: () => Promise.reject(new Error("internal: sb_secret_x")) };
    expect(await partsOf({ ARTIFACTS: broken })).toEqual({ storage: "the bucket does not answer" });
    expect(await partsOf({ CAPABILITY_SECRET: "short" })).toEqual({
      config: expect.stringContaining("CAPABILITY_SECRET: must be at least 32 characters"),
    });
  });

  it.each([
    ["refuses SUPABASE_SECRET_KEY", async () => Response.json({ message: "sb_secret_x" }, { status: 401 })],
    ["were not applied", async () => Response.json({ code: "PGRST205", message: "" }, { status: 404 })],
    ["does not answer", async () => new Response("<html>", { status: 502 })],
    ["does not answer", () => Promise.reject(new TypeError("fetch failed"))],
  ])("says that the database %s", async (message, answer) => {
    database(answer);
    expect(await partsOf({})).toEqual({ database: expect.stringContaining(message) });
  });
});

describe("an error", () => {
  it.each([
    ["without a token", "/api/tasks", {}, 401, "unauthenticated"],
    ["for an unknown path", "/nothing", {}, 404, "not_found"],
    ["for a socket address over HTTP", "/ws/tasks/x", {}, 400, "invalid_request"],
  ])("%s has the format and the request id", async (_name, path, init, status, code) => {
    const response = await send(path, init);
    expect(response.status).toBe(status);
    const error = await errorOf(response);
    expect(error).toMatchObject({ code, request_id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(response.headers.get("x-request-id")).toBe(error.request_id);
  });

  it("can be read by a web app on another origin", async () => {
    const response = await send("/api/tasks");
    expect(response.headers.get("access-control-allow-origin")).toBe(ORIGIN);
    expect(response.headers.get("access-control-expose-headers")).toContain("x-request-id");
  });

  it("can be read by a preview of it, and not by what only looks like one", async () => {
    const variables = { ...VARIABLES, WEB_ORIGINS: "https://*.verne.pages.dev/" };
    const allowedTo = async (origin: string) => {
      const env = variables as unknown as Bindings; // as above
      const response = await app.request("https://verne.example/api/tasks", { headers: { origin } }, env);
      expect(response.headers.get("vary")).toContain("Origin");
      return response.headers.get("access-control-allow-origin");
    };
    expect(await allowedTo("https://a1b2.verne.pages.dev")).toBe("https://a1b2.verne.pages.dev");
    expect(await allowedTo("https://evilverne.pages.dev")).toBeNull();
    expect(await allowedTo("https://a.verne.pages.dev.evil.example")).toBeNull();
  });

  it("is never allowed to a foreign origin", async () => {
    const env = VARIABLES as unknown as Bindings; // as above
    const headers = { origin: "https://evil.example" };
    const response = await app.request("https://verne.example/api/tasks", { headers }, env);
    expect(response.status).toBe(401);
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
  });
});

describe("a request without a body", () => {
  it("OPTIONS is answered before any token is asked for", async () => {
    const headers = {
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization",
    };
    const response = await send("/api/tasks", { method: "OPTIONS", headers });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-headers")?.toLowerCase()).toContain("idempotency-key");
    expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("HEAD has the status and the id of the error, and no body", async () => {
    const response = await send("/api/tasks", { method: "HEAD" });
    expect(response.status).toBe(401);
    expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(await response.text()).toBe("");
  });
});
