import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cloneUrl, type GitHubFixture, gitClient, startFixture } from "./fixture.ts";

let fixture: GitHubFixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.stop());

let folders = 0;
async function clone(token: string, ...options: string[]): Promise<string> {
  const target = path.join(fixture.dir, `clone-${folders++}`);
  const url = cloneUrl(fixture.github, "samples/shopping-cart", token);
  await gitClient(fixture.dir, "clone", "-q", ...options, url, target);
  return target;
}

async function commit(folder: string, file: string, content: string): Promise<void> {
  await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
  await writeFile(path.join(folder, file), content);
  await gitClient(folder, "add", "-A");
  await gitClient(folder, "commit", "-q", "-m", `Write ${file}`);
}

describe("git over HTTP", () => {
  it("clones whole, shallow and partial", async () => {
    const whole = await clone(fixture.ada);
    expect(await readFile(path.join(whole, "package.json"), "utf8")).toContain("node --test");
    const shallow = await clone(fixture.ada, "--depth", "1", "--branch", "docs/roadmap");
    expect(await gitClient(shallow, "rev-list", "--count", "HEAD")).toBe("1");
    const partial = await clone(fixture.ada, "--filter=blob:none", "--no-checkout");
    const missing = await gitClient(partial, "rev-list", "--objects", "--all", "--missing=print");
    expect(missing.split("\n").filter((row) => row.startsWith("?")).length).toBeGreaterThan(3);
    expect(await gitClient(partial, "show", "HEAD:package.json")).toContain("node --test");
  });

  it("asks for a token, and refuses a wrong one and a foreign repository", async () => {
    const anonymous = await fetch(
      `${fixture.github.webUrl}/samples/invoice.git/info/refs?service=git-upload-pack`,
    );
    expect(anonymous.status).toBe(401);
    expect(anonymous.headers.get("www-authenticate")).toContain("Basic");
    await expect(clone("gho_wrong")).rejects.toThrow("Authentication failed");
    const url = cloneUrl(fixture.github, "ada/nothing", fixture.ada);
    await expect(gitClient(fixture.dir, "ls-remote", url)).rejects.toThrow("not found");
  });

  it("speaks only the smart protocol", async () => {
    const headers = { authorization: `Basic ${btoa(`x:${fixture.ada}`)}` };
    const status = async (rest: string): Promise<number> =>
      (await fetch(`${fixture.github.webUrl}/samples/invoice.git/${rest}`, { headers })).status;
    expect(await status("info/refs")).toBe(403);
    expect(await status("info/refs?service=git-evil")).toBe(403);
    expect(await status("config")).toBe(404);
    expect(await status("..%2f..%2fgithub.sqlite")).toBe(404);
  });

  it("takes a large push, and refuses one that loses commits", async () => {
    const folder = await clone(fixture.ada);
    const noise = Array.from({ length: 60_000 }, (_, index) => `${Math.imul(index, 2654435761)}`).join("\n");
    await commit(folder, "big.txt", noise);
    // A small buffer makes git send the pack in chunks, without a length.
    const chunked = ["-c", "http.postBuffer=65536"];
    await gitClient(folder, ...chunked, "push", "-q", "origin", "HEAD:refs/heads/pushed");
    const head = await gitClient(folder, "rev-parse", "HEAD");
    const bare = fixture.github.gitDir("samples/shopping-cart");
    expect(await gitClient(fixture.dir, "--git-dir", bare, "rev-parse", "refs/heads/pushed")).toBe(head);
    await gitClient(folder, "reset", "-q", "--hard", "HEAD~1");
    await commit(folder, "other.txt", "x");
    const push = gitClient(folder, "push", "-q", "origin", "HEAD:refs/heads/pushed");
    await expect(push).rejects.toThrow("non-fast-forward");
  });

  it("refuses the push of a reader", async () => {
    const headers = { authorization: `token ${fixture.ada}`, "content-type": "application/json" };
    const api = `${fixture.github.apiUrl}`;
    await fetch(`${api}/user/repos`, { method: "POST", headers, body: '{"name":"shared"}' });
    const body = '{"permission":"pull"}';
    await fetch(`${api}/repos/ada/shared/collaborators/grace`, { method: "PUT", headers, body });
    const folder = await clone(fixture.ada);
    const push = (token: string) =>
      gitClient(folder, "push", "-q", cloneUrl(fixture.github, "ada/shared", token), "HEAD:refs/heads/main");
    await expect(push(fixture.grace)).rejects.toThrow("403");
    await push(fixture.ada);
    expect(
      await gitClient(folder, "ls-remote", cloneUrl(fixture.github, "ada/shared", fixture.grace)),
    ).toContain("refs/heads/main");
  });
});
