/** The way to the real GitHub, with the stand-in at another origin in its place: no other GitHub can be reached here. */
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { Octokit } from "@octokit/rest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GitHubFixture, startFixture } from "../github/fixture.ts";
import { type RealGitHub, startRealGitHub } from "./server.ts";
import { githubAddresses, type TokenFacts, takeToken, tokenFacts, tokenWords } from "./token.ts";

const run = promisify(execFile);
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
let there: GitHubFixture;
let here: RealGitHub;
let facts: TokenFacts;
let local: string;

/** Signs in as the page of this server does, and gets a token of this server. */
async function signIn(code: string, login = "ada"): Promise<{ status: number; token: string | null }> {
  const redirect_uri = "http://127.0.0.1:9/auth/v1/callback";
  const form = { client_id: "verne-local", redirect_uri, state: "s", start: code, login };
  const asked = await fetch(`${here.webUrl}/login/oauth/authorize`, {
    method: "POST",
    body: new URLSearchParams(form),
    redirect: "manual",
  });
  const grant = URL.parse(asked.headers.get("location") ?? "")?.searchParams.get("code");
  if (!grant) return { status: asked.status, token: null };
  const bought = await fetch(`${here.webUrl}/login/oauth/access_token`, {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams({ client_id: "verne-local", redirect_uri, code: grant }),
  });
  const { access_token } = (await bought.json()) as { access_token?: string };
  return { status: asked.status, token: access_token ?? null };
}

beforeAll(async () => {
  there = await startFixture();
  const where = { apiUrl: there.github.apiUrl, webUrl: there.github.webUrl };
  facts = await tokenFacts({ token: there.ada, from: "GITHUB_TOKEN" }, where);
  here = await startRealGitHub({ dataDir: join(there.dir, "real"), port: 0, token: there.ada, facts });
  local = (await signIn(here.startCode)).token ?? "";
});
afterAll(async () => {
  await here.close();
  await there.stop();
});

describe("a token", () => {
  const none = () => null;

  it.each<[NodeJS.ProcessEnv, () => string | null, string, string]>([
    [{ GITHUB_TOKEN: "a", GH_TOKEN: "b" }, none, "a", "GITHUB_TOKEN"],
    [{ GITHUB_TOKEN: " ", GH_TOKEN: "b" }, none, "b", "GH_TOKEN"],
    [{}, () => "c\n", "c", "gh auth token"],
  ])("of %j is found, and no later process has it", (given, gh, token, from) => {
    const env: NodeJS.ProcessEnv = { ...given };
    expect(takeToken(env, "https://github.com", gh)).toEqual({ token, from });
    expect(env).toEqual({});
  });

  it("that is not there, or is none, is said so without a word of it", () => {
    expect(() => takeToken({}, "https://github.com", none)).toThrow(/GITHUB_TOKEN.*gh auth login/);
    expect(() => takeToken({ GH_TOKEN: "sec ret" }, "https://github.com", none)).toThrow(
      /^(?!.*sec).*GH_TOKEN/,
    );
  });

  it("belongs to whom GitHub says", () => {
    expect(facts).toMatchObject({ id: 1001, login: "ada", scopes: ["repo", "user:email"] });
  });

  it.each<[string, string, string | null, RegExp]>([
    ["that GitHub refuses", "gho_unknown", null, /does not accept the token of GH_TOKEN/],
    ["for a GitHub that cannot be reached", "gho_x", "http://127.0.0.1:9", /cannot be reached/],
  ])("%s stops the start", async (_what, token, apiUrl, words) => {
    const where = { apiUrl: apiUrl ?? there.github.apiUrl, webUrl: there.github.webUrl };
    const failure = await tokenFacts({ token, from: "GH_TOKEN" }, where).catch(
      (error: Error) => error.message,
    );
    expect(failure).toMatch(words);
    expect(failure).not.toContain(token);
  });

  it.each<[string[] | null, RegExp, RegExp]>([
    [["repo", "read:org"], /scopes: repo, read:org/, /More than|Without/],
    [["public_repo"], /sees public repositories alone/, /cannot publish/],
    [[], /scopes: none.*cannot publish/, /More than/],
    [["repo", "admin:org", "delete_repo"], /More than Verne uses: admin:org, delete_repo/, /Without/],
    [null, /fine-grained.*Contents and Pull requests/, /scopes/],
  ])("with %j is described", (scopes, says, saysNot) => {
    const words = tokenWords({ ...facts, scopes }, "GH_TOKEN").join(" ");
    expect(words).toMatch(says);
    expect(words).not.toMatch(saysNot);
    expect(words).not.toContain(there.ada);
  });

  it.each([
    [{}, "https://api.github.com", "https://github.com"],
    [
      { GITHUB_API_URL: "https://git.acme.example/api/v3/" },
      "https://git.acme.example/api/v3",
      "https://git.acme.example",
    ],
    [
      { GITHUB_API_URL: "https://api.acme.ghe.com", GITHUB_WEB_URL: "https://acme.ghe.com" },
      "https://api.acme.ghe.com",
      "https://acme.ghe.com",
    ],
  ])("goes to %j", (env, apiUrl, webUrl) => {
    expect(githubAddresses(env)).toEqual({ apiUrl, webUrl });
  });

  it.each(["http://git.acme.example", "git.acme.example", "file:///etc"])("is not sent to %s", (url) => {
    expect(() => githubAddresses({ GITHUB_API_URL: url })).toThrow("GITHUB_API_URL must be an https address");
  });
});

describe("the way there", () => {
  const octokit = (auth: string) => new Octokit({ baseUrl: here.apiUrl, auth, log: quiet });

  it("is open to whoever knows the code of the start, as the token's owner alone", async () => {
    expect(local).toMatch(/^gho_/);
    expect(local).not.toBe(there.ada);
    expect(await signIn("wrong")).toMatchObject({ status: 403, token: null });
    expect(await signIn(here.startCode, "grace")).toMatchObject({ status: 400, token: null });
  });

  it("reads and writes with the real token, whose owner it is", async () => {
    const ada = octokit(local);
    expect((await ada.users.getAuthenticated()).data.login).toBe("ada");
    const repo = { owner: "samples", repo: "invoice" };
    const { data: branch } = await ada.repos.getBranch({ ...repo, branch: "main" });
    await ada.git.createRef({ ...repo, ref: "refs/heads/verne/real", sha: branch.commit.sha });
    const seen = await new Octokit({ baseUrl: there.github.apiUrl, auth: there.ada, log: quiet }).git.getRef({
      ...repo,
      ref: "heads/verne/real",
    });
    expect(seen.data.object.sha).toBe(branch.commit.sha);
    await expect(ada.repos.get({ ...repo, repo: "none" })).rejects.toMatchObject({ status: 404 });
  });

  it("follows a renamed repository, and asks for it here", async () => {
    const ada = octokit(local);
    await ada.repos.createForAuthenticatedUser({ name: "before" });
    await ada.repos.update({ owner: "ada", repo: "before", name: "after" });
    expect((await ada.repos.get({ owner: "ada", repo: "before" })).data.full_name).toBe("ada/after");
  });

  it("clones", async () => {
    const url = new URL(`${here.webUrl}/samples/invoice.git`);
    url.username = "x-access-token";
    url.password = local;
    const into = join(there.dir, "clone");
    await run("git", ["clone", "--quiet", "--depth=1", url.href, into]);
    expect(readdirSync(into)).toContain("README.md");
  });

  it.each(["", "gho_unknown"])("is closed without a token of this server: '%s'", async (token) => {
    await expect(octokit(token).users.getAuthenticated()).rejects.toMatchObject({ status: 401 });
    const git = await fetch(`${here.webUrl}/samples/invoice.git/info/refs?service=git-upload-pack`, {
      headers: { authorization: `Basic ${btoa(`x:${token}`)}` },
    });
    expect(git.status).toBe(401);
  });

  it("is closed to the real token, which is nobody's to bring, and to a push", async () => {
    await expect(octokit(there.ada).users.getAuthenticated()).rejects.toMatchObject({ status: 401 });
    const push = await fetch(`${here.webUrl}/samples/invoice.git/git-receive-pack`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`x:${local}`)}` },
    });
    expect(push.status).toBe(404);
  });

  it("has no address of its own where the token may tell none", async () => {
    there.github.faults.add({ path: "/user/emails", status: 404, times: 1, when: "before" });
    const answer = await fetch(`${here.apiUrl}/user/emails`, {
      headers: { authorization: `Bearer ${local}` },
    });
    expect(await answer.json()).toMatchObject([
      { email: "1001+ada@users.noreply.github.com", primary: true },
    ]);
  });

  it("sends links to GitHub's own pages", async () => {
    const page = await fetch(`${here.webUrl}/ada`, { redirect: "manual" });
    expect(page.headers.get("location")).toBe(`${there.github.webUrl}/ada`);
  });

  it("leaves the real token in no file", () => {
    const root = join(there.dir, "real");
    const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const bytes = readFileSync(join(file.parentPath, file.name));
      expect(bytes.includes(there.ada)).toBe(false);
      expect(bytes.includes(local)).toBe(false);
    }
  });
});
