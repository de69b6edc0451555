import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GitHubFixture, startFixture } from "./fixture.ts";

let fixture: GitHubFixture;
let now = Date.parse("2026-05-01T10:00:00Z");
beforeAll(async () => {
  fixture = await startFixture({ samples: [], now: () => new Date(now) });
});
afterAll(() => fixture.stop());

const REDIRECT = "http://127.0.0.1:4321/callback";
const fields = { client_id: "verne", redirect_uri: REDIRECT, state: "s&1", scope: "repo user:email" };

const authorize = (more: Record<string, string> = {}): Promise<Response> =>
  fetch(`${fixture.github.url}/login/oauth/authorize`, {
    method: "POST",
    body: new URLSearchParams({ ...fields, login: "ada", start: fixture.github.startCode, ...more }),
    redirect: "manual",
  });

async function newCode(more: Record<string, string> = {}): Promise<string> {
  const answer = await authorize(more);
  return new URL(answer.headers.get("location") ?? "").searchParams.get("code") ?? "";
}

async function exchange(code: string, more: Record<string, string> = {}): Promise<Record<string, string>> {
  const answer = await fetch(`${fixture.github.url}/login/oauth/access_token`, {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams({ client_id: "verne", client_secret: "any", code, ...more }),
  });
  expect(answer.status).toBe(200);
  // Each field is compared by the caller.
  return (await answer.json()) as Record<string, string>;
}

describe("the sign-in page", () => {
  it("offers the users and sends the request's fields back", async () => {
    const query = new URLSearchParams({ ...fields, state: '"><script>' });
    const answer = await fetch(`${fixture.github.url}/login/oauth/authorize?${query}`);
    const page = await answer.text();
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(page).toContain("Continue as ada");
    expect(page).toContain("Continue as grace");
    expect(page).toContain("stand-in");
    expect(page).toContain('name="state" value="&quot;&gt;&lt;script&gt;"');
    expect(page.match(/<script>/g)).toHaveLength(1);
    expect(page).toContain("npm start");
    expect(page).not.toContain(fixture.github.startCode);
  });

  it("lets nobody in who does not know the code of this start", async () => {
    const { startCode } = fixture.github;
    const guesses = ["", "guess", `${startCode}x`, startCode.slice(1), startCode.toUpperCase()];
    for (const start of guesses) {
      const answer = await authorize({ start });
      expect([answer.status, answer.headers.get("location")], start).toEqual([403, null]);
      expect(await answer.text()).toContain("npm start printed");
    }
    const body = new URLSearchParams({ ...fields, login: "ada" });
    const url = `${fixture.github.url}/login/oauth/authorize`;
    expect((await fetch(url, { method: "POST", body, redirect: "manual" })).status).toBe(403);
    expect((await authorize({ start: ` ${startCode}\n` })).status).toBe(302);
  });

  it("has another code at each start, and none of its own routes for tests where they are not asked for", async () => {
    const one = await startFixture({ samples: [], controls: false });
    const first = one.github.startCode;
    expect((await fetch(`${one.github.url}/_standin/faults`, { method: "DELETE" })).status).toBe(404);
    expect((await one.restart()).startCode).not.toBe(first);
    await one.stop();
  });

  it.each([
    "https://evil.example/callback",
    "http://evil.example/",
    "http://localhost.evil.example/",
    "javascript:alert(1)",
    "",
  ])("sends no code to %s", async (redirect_uri) => {
    const answer = await authorize({ redirect_uri });
    expect(answer.status).toBe(400);
    expect(answer.headers.get("location")).toBeNull();
  });

  it("refuses a user it does not know", async () => {
    const answer = await authorize({ login: "mallory" });
    expect(answer.status).toBe(400);
    expect(answer.headers.get("location")).toBeNull();
  });

  it("answers to loopback names only", async () => {
    const { request } = await import("node:http");
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const call = request(fixture.github.url, { headers: { host: "evil.example" } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      call.on("error", reject);
      call.end();
    });
    expect(status).toBe(403);
  });
});

describe("the code", () => {
  it("comes back with the state and buys a token that works", async () => {
    const answer = await authorize();
    expect(answer.status).toBe(302);
    const target = new URL(answer.headers.get("location") ?? "");
    expect(target.origin + target.pathname).toBe(REDIRECT);
    expect(target.searchParams.get("state")).toBe("s&1");
    const token = await exchange(target.searchParams.get("code") ?? "");
    expect(token).toMatchObject({ token_type: "bearer", scope: "repo,user:email" });
    expect(token.access_token).toMatch(/^gho_\w{24}$/);
    const headers = { authorization: `Bearer ${token.access_token}` };
    const user = await fetch(`${fixture.github.apiUrl}/user`, { headers });
    expect(user.headers.get("x-oauth-scopes")).toBe("repo, user:email");
    expect(await user.json()).toMatchObject({ id: 1001, login: "ada", name: "Ada Example" });
    const emails = await fetch(`${fixture.github.apiUrl}/user/emails`, { headers });
    expect(await emails.json()).toMatchObject([{ email: "ada@example.test", primary: true, verified: true }]);
  });

  it("works once", async () => {
    const code = await newCode();
    expect(await exchange(code)).toHaveProperty("access_token");
    expect(await exchange(code)).toMatchObject({ error: "bad_verification_code" });
  });

  it("belongs to its client and its redirect", async () => {
    expect(await exchange(await newCode(), { client_id: "other" })).toHaveProperty("error");
    expect(await exchange(await newCode(), { redirect_uri: `${REDIRECT}/x` })).toHaveProperty("error");
  });

  it("expires after ten minutes", async () => {
    const [inTime, late] = [await newCode(), await newCode()];
    now += 10 * 60_000 - 1;
    expect(await exchange(inTime)).toHaveProperty("access_token");
    now += 1;
    const answer = await exchange(late);
    expect(answer).toMatchObject({ error: "bad_verification_code" });
    expect(answer).not.toHaveProperty("access_token");
  });

  it("can be exchanged with JSON, and answers as a form without an accept header", async () => {
    const code = await newCode({ login: "grace" });
    const answer = await fetch(`${fixture.github.url}/login/oauth/access_token`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "*/*" },
      body: JSON.stringify({ client_id: "verne", client_secret: "any", code }),
    });
    expect(answer.headers.get("content-type")).toContain("application/x-www-form-urlencoded");
    expect(new URLSearchParams(await answer.text()).get("access_token")).toMatch(/^gho_/);
  });
});
