import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { serve } from "@hono/node-server";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type GitHubFixture, gitClient, startFixture } from "../../local/github/fixture.ts";
import { proxyGit } from "./git-proxy.ts";

const repo = "samples/invoice";
let fixture: GitHubFixture;
let proxyUrl: string;
let stop: () => Promise<void>;
/** What the proxy sends on; replaced by tests that play GitHub. */
let upstream: typeof fetch = fetch;

beforeAll(async () => {
  fixture = await startFixture();
  await new Promise<void>((ready) => {
    const handler = (request: Request): Promise<Response> =>
      proxyGit({
        repo,
        request,
        rest: new URL(request.url).pathname.replace("/git/cap/", ""),
        gitBaseUrl: fixture.github.webUrl,
        token: fixture.ada,
        fetch: (url, init) => upstream(url, init),
      });
    const server = serve({ fetch: handler, port: 0, hostname: "127.0.0.1" }, (info) => {
      proxyUrl = `http://127.0.0.1:${info.port}/git/cap`;
      ready();
    });
    stop = () => new Promise((done) => void server.close(() => done()));
  });
});
afterAll(async () => {
  await stop();
  await fixture.stop();
});
afterEach(() => {
  upstream = fetch;
});

describe("the git proxy", () => {
  it("lets git clone, deepen and fetch what is missing, and leaves no token behind", async () => {
    const folder = path.join(fixture.dir, "clone");
    const options = ["--depth", "1", "--filter=blob:none", "--no-checkout"];
    await gitClient(fixture.dir, "clone", "-q", ...options, proxyUrl, folder);
    await gitClient(folder, "checkout", "-q", "main");
    await gitClient(folder, "fetch", "-q", "--unshallow");
    expect(await readFile(path.join(folder, "invoice.py"), "utf8")).toContain("computeTotal");
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const content = await readFile(path.join(entry.parentPath, entry.name));
      expect(content.includes(fixture.ada), entry.name).toBe(false);
    }
  });

  it("refuses a push", async () => {
    const folder = path.join(fixture.dir, "push");
    await gitClient(fixture.dir, "clone", "-q", proxyUrl, folder);
    await mkdir(path.join(folder, "x"));
    await writeFile(path.join(folder, "x/y"), "z");
    await gitClient(folder, "add", "-A");
    await gitClient(folder, "commit", "-q", "-m", "evil");
    await expect(gitClient(folder, "push", "origin", "HEAD:evil")).rejects.toThrow("403");
    const direct = await fetch(`${proxyUrl}/git-receive-pack`, { method: "POST", body: "x" });
    expect(direct.status).toBe(403);
  });

  it.each([
    ["GET", "info/refs"],
    ["GET", "info/refs?service=git-receive-pack"],
    ["GET", "info/refs?service=git-upload-pack&service=git-receive-pack"],
    ["POST", "info/refs?service=git-upload-pack"],
    ["GET", "git-upload-pack"],
    ["GET", "HEAD"],
    ["GET", "objects/info/packs"],
    ["POST", "info/lfs/objects/batch"],
    ["GET", "%2e%2e/shopping-cart.git/info/refs?service=git-upload-pack"],
  ])("refuses %s %s", async (method, rest) => {
    const calls: string[] = [];
    upstream = async (url) => {
      calls.push(String(url));
      return new Response("leak");
    };
    expect((await fetch(`${proxyUrl}/${rest}`, { method })).status).toBe(403);
    expect(calls).toEqual([]);
  });

  const refs = () =>
    fetch(`${proxyUrl}/info/refs?service=git-upload-pack`, {
      headers: { cookie: "c=1", "x-evil": "1", "git-protocol": "version=2" },
    });

  it("passes on few headers, one way and the other", async () => {
    let sent = new Headers();
    upstream = async (_url, init) => {
      sent = new Headers(init?.headers);
      return new Response("ok", {
        headers: { "set-cookie": "s=1", "www-authenticate": "x", "content-type": "text/x-git" },
      });
    };
    const answer = await refs();
    expect([...sent.keys()].sort()).toEqual(["accept", "authorization", "git-protocol", "user-agent"]);
    expect(sent.get("user-agent")).toMatch(/^git\//);
    expect(answer.headers.get("content-type")).toBe("text/x-git");
    expect(answer.headers.get("set-cookie")).toBeNull();
    expect(answer.headers.get("www-authenticate")).toBeNull();
  });

  it("never follows a redirect with the token", async () => {
    const seen: string[] = [];
    upstream = async (url, init) => {
      seen.push(`${url} ${init?.redirect}`);
      return new Response(null, { status: 302, headers: { location: "http://evil.example/" } });
    };
    const answer = await refs();
    expect(answer.status).toBe(502);
    expect(answer.headers.get("location")).toBeNull();
    expect(seen).toEqual([
      `${fixture.github.webUrl}/samples/invoice.git/info/refs?service=git-upload-pack manual`,
    ]);
  });

  it.each([
    [401, 404],
    [403, 404],
    [404, 404],
    [429, 429],
    [500, 502],
  ])("answers GitHub's %i with %i and a text of its own", async (given, expected) => {
    upstream = async () => new Response("secret page", { status: given });
    const answer = await refs();
    expect(answer.status).toBe(expected);
    expect(await answer.text()).not.toContain("secret page");
  });

  it("answers 502 when GitHub cannot be reached", async () => {
    upstream = async () => {
      throw new TypeError(`connect ECONNREFUSED with ${fixture.ada}`);
    };
    const answer = await refs();
    expect(answer.status).toBe(502);
    expect(await answer.text()).not.toContain(fixture.ada);
  });

  it("streams: the first bytes arrive before the last are made", async () => {
    let push: (text: string | null) => void = () => {};
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        push = (text) =>
          text === null ? controller.close() : controller.enqueue(new TextEncoder().encode(text));
      },
    });
    upstream = async () => new Response(body);
    push("first");
    const answer = await refs();
    const reader = answer.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("first");
    push("last");
    push(null);
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("last");
  });
});
