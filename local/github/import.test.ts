import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cloneUrl, type GitHubFixture, gitClient, startFixture } from "./fixture.ts";
import { startGitHub } from "./server.ts";

let fixture: GitHubFixture;
beforeAll(async () => {
  fixture = await startFixture({ samples: [] });
});
afterAll(() => fixture.stop());

async function commit(folder: string, file: string, content: string): Promise<void> {
  await writeFile(path.join(folder, file), content);
  await gitClient(folder, "add", "-A");
  await gitClient(folder, "commit", "-q", "-m", `Write ${file}`);
}

describe("importing a repository", () => {
  const api = async (route: string): Promise<unknown> => {
    const headers = { authorization: `token ${fixture.github.issueToken("ada")}` };
    return (await fetch(`${fixture.github.apiUrl}${route}`, { headers })).json();
  };
  const branchNames = async (): Promise<string[]> =>
    // The route answers a list of branches.
    ((await api("/repos/local/my-app/branches")) as { name: string }[]).map((branch) => branch.name);

  it("takes an empty repository, then follows it, and never writes to it", async () => {
    const source = path.join(fixture.dir, "my app");
    await gitClient(fixture.dir, "init", "-q", "-b", "trunk", source);
    const github = await fixture.restart({ importRepo: source });
    expect(github.imported).toBe("local/my-app");
    expect(await branchNames()).toEqual([]);
    expect(await api("/repos/local/my-app")).toMatchObject({ default_branch: "trunk" });

    await commit(source, "a.txt", "a");
    await gitClient(source, "branch", "feature/x");
    const before = await gitClient(source, "for-each-ref");
    await fixture.restart({ importRepo: path.join(source, ".") });
    expect(await branchNames()).toEqual(["feature/x", "trunk"]);
    expect(await gitClient(source, "for-each-ref")).toBe(before);
    expect(await gitClient(source, "status", "--porcelain")).toBe("");
  });

  it("keeps what went on in the stand-in and follows what was rewritten", async () => {
    const source = path.join(fixture.dir, "my app");
    const folder = path.join(fixture.dir, "work");
    const token = fixture.github.issueToken("ada");
    await gitClient(fixture.dir, "clone", "-q", cloneUrl(fixture.github, "local/my-app", token), folder);
    await commit(folder, "merged.txt", "b");
    await gitClient(folder, "push", "-q", "origin", "HEAD:refs/heads/trunk", "HEAD:refs/heads/verne/1");
    await gitClient(source, "checkout", "-q", "feature/x");
    await gitClient(source, "commit", "-q", "--amend", "-m", "Rewritten");
    const rewritten = await gitClient(source, "rev-parse", "HEAD");
    await fixture.restart({ importRepo: source });
    const bare = fixture.github.gitDir("local/my-app");
    const at = (branch: string) =>
      gitClient(fixture.dir, "--git-dir", bare, "rev-parse", `refs/heads/${branch}`);
    expect(await at("trunk")).toBe(await gitClient(folder, "rev-parse", "HEAD"));
    expect(await at("feature/x")).toBe(rewritten);
    expect(await branchNames()).toContain("verne/1");
    const remote = cloneUrl(fixture.github, "local/my-app", token);
    expect(await gitClient(folder, "ls-remote", remote)).not.toContain("refs/import");
  });

  it("keeps two folders of one name apart", async () => {
    const before = await branchNames();
    const other = path.join(fixture.dir, "other", "my app");
    await mkdir(path.dirname(other));
    await gitClient(fixture.dir, "init", "-q", other);
    expect((await fixture.restart({ importRepo: other })).imported).toBe("local/my-app-2");
    expect(await api("/repos/local/my-app-2/branches")).toEqual([]);
    expect(await branchNames()).toEqual(before);
  });

  it("names what is not a repository", async () => {
    const start = (importRepo: string) =>
      startGitHub({ dataDir: path.join(fixture.dir, "second"), port: 0, samples: [], importRepo });
    await expect(start(path.join(fixture.dir, "nowhere"))).rejects.toThrow("is not a folder");
    const plain = path.join(fixture.dir, "plain");
    await mkdir(plain);
    await expect(start(plain)).rejects.toThrow("is not a git repository");
  });
});
