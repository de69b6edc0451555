/**
 * What Verne relies on in a Supabase project, checked against the embedded one. Long because one running project serves
 * all of it.
 *
 * The same file checks a hosted project: set CONTRACT_SUPABASE_URL, CONTRACT_PUBLISHABLE_KEY, CONTRACT_SECRET_KEY,
 * and the access tokens of two signed-in users as CONTRACT_TOKEN_A and CONTRACT_TOKEN_B. What needs the project's
 * private key or the GitHub stand-in is skipped then.
 */
import { createHmac } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@supabase/supabase-js";
import {
  createRemoteJWKSet,
  decodeJwt,
  generateKeyPair,
  importJWK,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { supabaseFindings } from "../doctor/supabase.ts";
import { DataDirInUse } from "./lock.ts";
import { MIGRATIONS_DIR, startForTest, type TestStack } from "./testing/start-for-test.ts";

const {
  CONTRACT_SUPABASE_URL,
  CONTRACT_PUBLISHABLE_KEY,
  CONTRACT_SECRET_KEY,
  CONTRACT_TOKEN_A,
  CONTRACT_TOKEN_B,
} = process.env;
const hosted = CONTRACT_SUPABASE_URL !== undefined;
const START_TIMEOUT_MS = 120_000;
const BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36";
const TABLES = ["users", "api_keys", "github_tokens", "tasks", "task_logs", "files_diff"];

let dataDir: string;
let stack: TestStack;
let url: string;
let publishableKey: string;
let secretKey: string;
let tokenA: string;
let tokenB: string;

beforeAll(async () => {
  if (hosted) {
    [url, publishableKey] = [CONTRACT_SUPABASE_URL, CONTRACT_PUBLISHABLE_KEY ?? ""];
    [secretKey, tokenA, tokenB] = [CONTRACT_SECRET_KEY ?? "", CONTRACT_TOKEN_A ?? "", CONTRACT_TOKEN_B ?? ""];
    return;
  }
  dataDir = mkdtempSync(join(tmpdir(), "verne-supabase-"));
  stack = await startForTest(dataDir);
  ({ url, publishableKey, secretKey } = stack.supabase);
  tokenA = (await stack.signIn("ada")).accessToken;
  tokenB = (await stack.signIn("grace")).accessToken;
}, START_TIMEOUT_MS);
afterAll(async () => {
  await stack?.close();
  if (dataDir) rmSync(dataDir, { recursive: true, force: true });
});

const asUser = (token: string) => createClient(url, publishableKey, { accessToken: async () => token });
const rest = (path: string, headers: Record<string, string>) => fetch(`${url}/rest/v1/${path}`, { headers });
const restWith = (token: string) =>
  rest("tasks?select=id", { apikey: publishableKey, authorization: `Bearer ${token}` });
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const newTask = (title: string) => ({
  id: crypto.randomUUID(),
  repo: "a/b",
  branch: "main",
  prompt: "p",
  title,
  provider: "demo",
  model: "m",
});

describe("access tokens", () => {
  it("verify with the published ES256 key, issuer and audience", async () => {
    const response = await fetch(`${url}/auth/v1/.well-known/jwks.json`);
    const jwks = await response.json();
    expect(response.headers.get("cache-control")).toContain("max-age=600");
    expect(jwks.keys[0]).toMatchObject({ kty: "EC", crv: "P-256", alg: "ES256" });
    expect(JSON.stringify(jwks)).not.toContain('"d"');

    const keys = createRemoteJWKSet(new URL(`${url}/auth/v1/.well-known/jwks.json`));
    const checks = { algorithms: ["ES256"], issuer: `${url}/auth/v1`, audience: "authenticated" };
    await expect(jwtVerify(tokenA, keys, checks)).resolves.toBeDefined();
  });

  it("carry the claims of a hosted project", () => {
    expect(decodeJwt(tokenA)).toMatchObject({
      sub: expect.stringMatching(/^[0-9a-f-]{36}$/),
      role: "authenticated",
      aal: "aal1",
      amr: [{ method: "oauth", timestamp: expect.any(Number) }],
      session_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      is_anonymous: false,
      email: expect.stringContaining("@"),
      app_metadata: { provider: "github", providers: ["github"] },
      user_metadata: { user_name: expect.any(String), provider_id: expect.any(String) },
      exp: expect.any(Number),
      iat: expect.any(Number),
    });
  });

  it("pass getClaims of supabase-js", async () => {
    const { data, error } = await createClient(url, publishableKey).auth.getClaims(tokenA);
    expect(error).toBeNull();
    expect(data?.claims.sub).toBe(decodeJwt(tokenA).sub);
  });

  it("let their user in", async () => {
    const response = await restWith(tokenA);
    expect(response.status).toBe(200);
    expect(await response.json()).toBeInstanceOf(Array);
    const own = asUser(tokenA).from("users").select("id");
    expect((await own).data).toContainEqual({ id: decodeJwt(tokenA).sub });
  });
});

describe("forged tokens are answered 401", () => {
  const forged = (change: JWTPayload = {}) => ({ ...decodeJwt(tokenA), ...change });
  const hmac = (secret: string) => {
    const body = `${base64url({ alg: "HS256", typ: "JWT" })}.${base64url(forged())}`;
    return `${body}.${createHmac("sha256", secret).update(body).digest("base64url")}`;
  };
  /** Signed with the project's own key: only what is wrong inside can stop it. */
  const signed = async (change: JWTPayload, header = {}) => {
    const jwk = JSON.parse(readFileSync(join(dataDir, "keys.json"), "utf8")).signingKey;
    return new SignJWT(forged(change))
      .setProtectedHeader({ alg: "ES256", kid: jwk.kid, ...header })
      .sign(await importJWK(jwk, "ES256"));
  };

  it("HS256 with secrets an attacker knows", async () => {
    const jwks = await (await fetch(`${url}/auth/v1/.well-known/jwks.json`)).text();
    for (const secret of [publishableKey, jwks, "", "unsafe-secret-change-me"]) {
      expect((await restWith(hmac(secret || " "))).status).toBe(401);
    }
  });

  it("ES256 with a foreign key under our key id", async () => {
    const { privateKey } = await generateKeyPair("ES256");
    const kid = JSON.parse(Buffer.from(tokenA.split(".")[0] ?? "", "base64url").toString()).kid;
    const token = await new SignJWT(forged()).setProtectedHeader({ alg: "ES256", kid }).sign(privateKey);
    expect((await restWith(token)).status).toBe(401);
  });

  it("alg none", async () => {
    expect((await restWith(`${base64url({ alg: "none" })}.${base64url(forged())}.`)).status).toBe(401);
    expect((await restWith(`${base64url({ alg: "none" })}.${base64url(forged())}.x`)).status).toBe(401);
  });

  it("another's subject under our signature", async () => {
    const [header, , signature] = tokenA.split(".");
    const token = `${header}.${base64url(forged({ sub: decodeJwt(tokenB).sub ?? "" }))}.${signature}`;
    expect((await restWith(token)).status).toBe(401);
  });

  it("no token at all in the header", async () => {
    for (const token of ["x", "a.b.c", "...", `${tokenA}x`]) expect((await restWith(token)).status).toBe(401);
  });

  it.skipIf(hosted).each([
    ["expired", { exp: 1_700_000_000 }, "PGRST303"],
    ["without an expiry", { exp: undefined }, "PGRST301"],
    ["from another issuer", { iss: "https://evil.example.test/auth/v1" }, "PGRST301"],
    ["for another audience", { aud: "service" }, "PGRST301"],
    ["with the role service_role", { role: "service_role" }, "PGRST301"],
    ["with the role postgres", { role: "postgres" }, "PGRST301"],
    ["without a subject", { sub: undefined }, "PGRST301"],
  ])("%s, though signed with our key", async (_what, change, code) => {
    const response = await restWith(await signed(change));
    expect([response.status, (await response.json()).code]).toEqual([401, code]);
  });

  it("also at the Auth endpoint", async () => {
    const headers = { apikey: publishableKey, authorization: `Bearer ${hmac("x")}` };
    expect([401, 403]).toContain((await fetch(`${url}/auth/v1/user`, { headers })).status);
  });
});

describe("API keys", () => {
  it.each([
    ["no apikey", () => ({ authorization: `Bearer ${tokenA}` })],
    ["an unknown apikey", () => ({ apikey: "sb_publishable_wrong" })],
    ["an access token as apikey", () => ({ apikey: tokenA })],
    ["the secret key in Authorization alone", () => ({ authorization: `Bearer ${secretKey}` })],
    ["the secret key from a browser", () => ({ apikey: secretKey, "user-agent": BROWSER })],
  ])("%s is answered 401", async (_what, headers) => {
    expect((await rest("tasks?select=id", headers())).status).toBe(401);
  });

  it("the publishable key does not become the secret one by a bearer", async () => {
    const response = await rest("tasks?select=id", {
      apikey: publishableKey,
      authorization: `Bearer ${secretKey}`,
    });
    expect(response.status).toBe(401);
  });

  it("the secret key reads past row-level security", async () => {
    const response = await rest("github_tokens?select=user_id", { apikey: secretKey });
    expect(response.status).toBe(200);
    const users = await rest("users?select=id", { apikey: secretKey });
    const ids = (await users.json()).map(({ id }: { id: string }) => id);
    expect(ids).toEqual(expect.arrayContaining([decodeJwt(tokenA).sub, decodeJwt(tokenB).sub]));
  });
});

describe("isolation", () => {
  it.each(TABLES)("anon is refused %s", async (table) => {
    const response = await rest(`${table}?select=*`, { apikey: publishableKey });
    expect([response.status, (await response.json()).code]).toEqual([401, "42501"]);
  });

  it("a user creates and sees only their own tasks", async () => {
    const [a, b] = [asUser(tokenA), asUser(tokenB)];
    const task = newTask("mine");
    expect((await a.from("tasks").insert(task)).error).toBeNull();
    expect((await a.from("tasks").select("id").eq("id", task.id)).data).toHaveLength(1);
    expect((await b.from("tasks").select("id").eq("id", task.id)).data).toEqual([]);
    const theft = await b.from("tasks").insert({ ...newTask("theirs"), user_id: decodeJwt(tokenA).sub });
    expect(theft.error?.code).toBe("42501");
    expect((await a.from("tasks").update({ title: "x" }).eq("id", task.id)).error?.code).toBe("42501");
    expect((await a.from("tasks").delete().eq("id", task.id)).error?.code).toBe("42501");
    expect((await a.from("tasks").insert({ ...newTask("x"), state: "complete" })).error?.code).toBe("42501");
  });

  it("a secret column is unreadable even for its owner", async () => {
    const a = asUser(tokenA);
    expect((await a.from("api_keys").select("encrypted_key")).error?.code).toBe("42501");
    expect((await a.from("api_keys").select("id, last4")).error).toBeNull();
    expect((await a.from("github_tokens").select("user_id")).error?.code).toBe("42501");
  });

  it("github_identity answers each caller with their own id, and anon not at all", async () => {
    const { data } = await asUser(tokenA).rpc("github_identity");
    const metadata = decodeJwt<{ user_metadata: { provider_id: string } }>(tokenA).user_metadata;
    expect(data).toBe(metadata.provider_id);
    expect((await createClient(url, publishableKey).rpc("github_identity")).error?.code).toBe("42501");
  });
});

describe.skipIf(hosted)("sign-in with supabase-js", () => {
  function browser() {
    const store = new Map<string, string>();
    return createClient(url, publishableKey, {
      auth: {
        flowType: "pkce",
        autoRefreshToken: false,
        detectSessionInUrl: false,
        persistSession: true,
        storage: {
          getItem: (key) => store.get(key) ?? null,
          setItem: (key, value) => void store.set(key, value),
          removeItem: (key) => void store.delete(key),
        },
      },
    });
  }
  const location = async (request: Promise<Response>) =>
    new URL((await request).headers.get("location") ?? "");

  /** Follows the redirects up to the code, as the user `ada`. */
  async function codeFor(client: ReturnType<typeof browser>, redirectTo: string): Promise<URL> {
    const { data } = await client.auth.signInWithOAuth({
      provider: "github",
      options: { redirectTo, scopes: "repo read:user", skipBrowserRedirect: true },
    });
    const consent = await location(fetch(data.url ?? "", { redirect: "manual" }));
    expect(consent.searchParams.get("scope")).toMatch(/\brepo\b/);
    const body = new URLSearchParams([...consent.searchParams, ["login", "ada"]]);
    const callback = await location(
      fetch(consent.origin + consent.pathname, { method: "POST", body, redirect: "manual" }),
    );
    return location(fetch(callback, { redirect: "manual" }));
  }

  it("gives session and provider token once, refreshes, and signs out", async () => {
    const client = browser();
    const landing = await codeFor(client, "http://127.0.0.1:3000/auth/callback");
    expect(landing.origin + landing.pathname).toBe("http://127.0.0.1:3000/auth/callback");
    const code = landing.searchParams.get("code") ?? "";
    const { data, error } = await client.auth.exchangeCodeForSession(code);
    expect(error).toBeNull();
    expect(data.session?.provider_token).toMatch(/^ghs_fake_ada_/);

    const refreshed = await client.auth.refreshSession();
    expect(refreshed.error).toBeNull();
    expect(refreshed.data.session?.provider_token ?? null).toBeNull();
    expect(refreshed.data.session?.refresh_token).not.toBe(data.session?.refresh_token);
    const token = refreshed.data.session?.access_token ?? "";
    expect(decodeJwt(token).session_id).toBe(decodeJwt(data.session?.access_token ?? "").session_id);
    expect((await restWith(token)).status).toBe(200);

    expect((await client.auth.getUser()).data.user?.app_metadata.provider).toBe("github");
    expect((await client.auth.signOut()).error).toBeNull();
    expect((await createClient(url, publishableKey).auth.getUser(token)).error).not.toBeNull();
  });

  it("does not take a code twice, or without its verifier", async () => {
    const client = browser();
    const code = (await codeFor(client, "http://127.0.0.1:3000/")).searchParams.get("code") ?? "";
    const exchange = (verifier: string) =>
      fetch(`${url}/auth/v1/token?grant_type=pkce`, {
        method: "POST",
        headers: { apikey: publishableKey, "content-type": "application/json" },
        body: JSON.stringify({ auth_code: code, code_verifier: verifier }),
      });
    expect((await exchange("x".repeat(43))).ok).toBe(false);
    expect((await client.auth.exchangeCodeForSession(code)).error).toBeNull();
    expect((await exchange("x".repeat(43))).ok).toBe(false);
  });

  it("does not send the code to a site that is not allowed", async () => {
    const landing = await codeFor(browser(), "https://evil.example.test/steal");
    expect(landing.origin).toBe("http://127.0.0.1:3000");
  });

  it("offers no other way in", async () => {
    const post = (path: string, body: object) =>
      fetch(`${url}/auth/v1/${path}`, {
        method: "POST",
        headers: { apikey: publishableKey, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    const credentials = { email: "eve@example.test", password: "correct horse" };
    expect((await post("signup", credentials)).status).toBe(404);
    expect((await post("token?grant_type=password", credentials)).status).toBe(400);
    expect((await post("otp", credentials)).status).toBe(404);
    const implicit = await fetch(`${url}/auth/v1/authorize?provider=github`, { redirect: "manual" });
    expect(implicit.status).toBe(400);
    expect((await fetch(`${url}/_system/config`)).status).toBe(404);
    expect((await fetch(`${url}/storage/v1/bucket`, { headers: { apikey: secretKey } })).status).toBe(404);
  });

  it("answers a browser on another origin", async () => {
    const preflight = await fetch(`${url}/rest/v1/tasks`, {
      method: "OPTIONS",
      headers: {
        origin: "http://127.0.0.1:3000",
        "access-control-request-headers": "apikey,authorization,x-client-info",
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-headers")).toContain("x-client-info");
    const refused = await rest("tasks", { origin: "http://127.0.0.1:3000" });
    expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([401, "*"]);
  });
});

describe.skipIf(hosted)("administration", () => {
  it("is for the secret key; removing a user removes what is theirs", async () => {
    const grace = decodeJwt(tokenB).sub ?? "";
    expect((await asUser(tokenB).from("tasks").insert(newTask("short-lived"))).error).toBeNull();
    const nobody = await fetch(`${url}/auth/v1/admin/users`, { headers: { apikey: publishableKey } });
    expect(nobody.status).toBe(401);

    const { admin } = createClient(url, secretKey).auth;
    const listed = await admin.listUsers();
    expect(listed.data.users.map((user) => user.email).sort()).toEqual([
      "ada@example.test",
      "grace@example.test",
    ]);
    expect((await admin.getUserById(grace)).data.user?.email).toBe("grace@example.test");
    expect((await admin.deleteUser(grace)).error).toBeNull();
    const left = await createClient(url, secretKey).from("tasks").select("id").eq("user_id", grace);
    expect(left.data).toEqual([]);
  });
});

describe.skipIf(hosted)("the doctor", () => {
  const findings = (variables: Record<string, string>, extra: string[] = []) =>
    supabaseFindings({
      variables: {
        SUPABASE_URL: url,
        SUPABASE_PUBLISHABLE_KEY: publishableKey,
        SUPABASE_SECRET_KEY: secretKey,
        ...variables,
      },
      migrations: [...readdirSync(MIGRATIONS_DIR).map((name) => name.slice(0, 14)), ...extra],
      names: { worker: "", queues: [], buckets: [] },
      wranglerEnv: "",
      ask: async (address, init) => {
        const response = await fetch(address, init);
        return { status: response.status, headers: response.headers, body: await response.text() };
      },
      run: async () => ({ code: 1, stdout: "", stderr: "" }),
      now: Date.now,
    });
  const wrong = async (...plant: Parameters<typeof findings>) =>
    (await findings(...plant)).filter(({ state }) => state === "bad").map(({ text }) => text);

  it("finds a project in order, and each fault that is planted", async () => {
    expect(await wrong({})).toEqual([]);
    expect(await wrong({ SUPABASE_PUBLISHABLE_KEY: "sb_publishable_wrong" })).toContainEqual(
      expect.stringContaining("SUPABASE_PUBLISHABLE_KEY"),
    );
    expect(await wrong({ SUPABASE_SECRET_KEY: "sb_secret_wrong" })).toContainEqual(
      expect.stringContaining("SUPABASE_SECRET_KEY"),
    );
    expect(await wrong({}, ["20991231000000"])).toEqual(["the database lacks 1 migrations: 20991231000000"]);
  });
});

describe.skipIf(hosted)("a restart", () => {
  it("is refused while the first one runs, and keeps rows, keys and sessions", {
    timeout: START_TIMEOUT_MS,
  }, async () => {
    await expect(startForTest(dataDir)).rejects.toThrow(DataDirInUse);
    const task = newTask("survivor");
    expect((await asUser(tokenA).from("tasks").insert(task)).error).toBeNull();
    expect(statSync(join(dataDir, "keys.json")).mode & 0o777).toBe(0o600);

    await stack.close();
    stack = await startForTest(dataDir, Number(new URL(url).port));
    expect(stack.supabase).toMatchObject({ url, publishableKey, secretKey });
    const { data } = await asUser(tokenA).from("tasks").select("title").eq("id", task.id);
    expect(data).toEqual([{ title: "survivor" }]);
  });
});
