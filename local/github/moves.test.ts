/** Repositories that move, close and restrict, branches that run apart, and requests that wait: against Octokit and git. */
import type { Octokit } from "@octokit/rest";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { cloneUrl, type GitHubFixture, gitClient, startFixture } from "./fixture.ts";

let fixture: GitHubFixture;
let ada: Octokit;
let main: string;
let turn = 0;
let repo: { owner: string; repo: string };

beforeAll(async () => {
  fixture = await startFixture();
  ada = fixture.octokit(fixture.ada);
});
afterAll(async () => {
  await fixture.stop();
  // Every answer of this file is compared.
  expect([...fixture.described.differences]).toEqual([]);
});

beforeEach(async () => {
  turn += 1;
  const name = `turn-${turn}`;
  await fixture.github.addRepository(`ada/${name}`, async (git, gitDir) => {
    const input =
      "commit refs/heads/main\ncommitter A <a@b> 1767600000 +0000\ndata 5\nStart\nM 100644 inline a.txt\ndata 2\n1\n\n";
    await git(["fast-import", "--quiet"], { gitDir, input });
  });
  repo = { owner: "ada", repo: name };
  main = (await ada.git.getRef({ ...repo, ref: "heads/main" })).data.object.sha;
});

const status = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => "succeeded",
    (error: { status: number; message: string }) => `${error.status} ${error.message}`,
  );

/** One more commit on a branch. */
async function commit(branch: string, path: string, content: string): Promise<string> {
  const parent = (await ada.git.getRef({ ...repo, ref: `heads/${branch}` })).data.object.sha;
  const tree = await ada.git.createTree({
    ...repo,
    base_tree: parent,
    tree: [{ path, mode: "100644", type: "blob", content }],
  });
  const made = await ada.git.createCommit({ ...repo, message: path, tree: tree.data.sha, parents: [parent] });
  await ada.git.updateRef({ ...repo, ref: `heads/${branch}`, sha: made.data.sha });
  return made.data.sha;
}

describe("a renamed repository", () => {
  it("is found, read and written under its old name, and answers with its new one", async () => {
    await ada.repos.update({ ...repo, name: `${repo.repo}-new` });
    const { data } = await ada.repos.get(repo);
    expect(data.full_name).toBe(`ada/${repo.repo}-new`);
    expect((await ada.repos.getBranch({ ...repo, branch: "main" })).data.commit.sha).toBe(main);
    const blob = await ada.git.createBlob({ ...repo, content: "x" });
    expect(blob.status).toBe(201);
    const url = cloneUrl(fixture.github, `ada/${repo.repo}`, fixture.ada);
    expect(await gitClient(fixture.dir, "ls-remote", url, "main")).toContain(main);
  });

  it("gives its old name up to a new one", async () => {
    const old = repo.repo;
    const moved = (await ada.repos.update({ ...repo, name: `${old}-moved` })).data;
    const made = (await ada.repos.createForAuthenticatedUser({ name: old })).data;
    expect((await ada.repos.get(repo)).data).toMatchObject({ full_name: `ada/${old}`, id: made.id });
    expect(made.id).not.toBe(moved.id);
    const under = { ...repo, repo: `${old}-moved` };
    expect((await ada.repos.get(under)).data.id).toBe(moved.id);
    expect((await ada.repos.getBranch({ ...under, branch: "main" })).data.commit.sha).toBe(main);
  });
});

it("an archived repository is read and not written", async () => {
  await ada.repos.update({ ...repo, archived: true });
  expect((await ada.repos.get(repo)).data.archived).toBe(true);
  expect(await status(ada.git.createBlob({ ...repo, content: "x" }))).toMatch(/^403 .*archived/);
  await ada.repos.update({ ...repo, archived: false });
  expect((await ada.git.createBlob({ ...repo, content: "x" })).status).toBe(201);
});

describe("two branches", () => {
  it("that are the same, ahead, behind and apart are told so, with the files of one side", async () => {
    const compare = async (basehead: string) => {
      const { data } = await ada.repos.compareCommitsWithBasehead({ ...repo, basehead });
      return [data.status, data.ahead_by, data.behind_by, data.files?.map(({ filename }) => filename)];
    };
    expect(await compare("main...main")).toEqual(["identical", 0, 0, []]);
    await ada.git.createRef({ ...repo, ref: "refs/heads/topic", sha: main });
    await commit("topic", "b.txt", "2\n");
    expect(await compare(`${main}...topic`)).toEqual(["ahead", 1, 0, ["b.txt"]]);
    expect(await compare("topic...main")).toEqual(["behind", 0, 1, []]);
    await commit("main", "c.txt", "3\n");
    expect(await compare("main...topic")).toEqual(["diverged", 1, 1, ["b.txt"]]);
    expect(await status(compare("main...nothing"))).toMatch(/^404/);
  });
});

describe("a branch", () => {
  it("cannot lie below another one, nor above", async () => {
    await ada.git.createRef({ ...repo, ref: "refs/heads/verne", sha: main });
    expect(await status(ada.git.createRef({ ...repo, ref: "refs/heads/verne/x", sha: main }))).toMatch(
      /^422/,
    );
    await ada.git.createRef({ ...repo, ref: "refs/heads/a/b", sha: main });
    expect(await status(ada.git.createRef({ ...repo, ref: "refs/heads/a", sha: main }))).toMatch(/^422/);
  });

  it("is not created against a ruleset, which says so", async () => {
    const created = await ada.repos.createRepoRuleset({
      ...repo,
      name: "no verne",
      target: "branch",
      enforcement: "active",
      conditions: { ref_name: { include: ["refs/heads/verne/**"], exclude: [] } },
      rules: [{ type: "creation" }],
    });
    const create = (name: string) =>
      status(ada.git.createRef({ ...repo, ref: `refs/heads/${name}`, sha: main }));
    expect(await create("verne/a/b")).toMatch(/^422 Repository rule violations/);
    expect(await create("verne-a")).toBe("succeeded");
    await ada.repos.deleteRepoRuleset({ ...repo, ruleset_id: created.data.id });
    expect(await create("verne/a/b")).toBe("succeeded");
  });
});

describe("a held request", () => {
  const control = (method: string, path: string, body?: object): Promise<Response> =>
    fetch(`${fixture.github.url}/_standin/holds${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body), headers: { "content-type": "application/json" } } : {}),
    });

  it.each([
    ["before", false],
    ["after", true],
  ] as const)("waits %s it is carried out, until it is released", async (when, done) => {
    const answer = await control("POST", "", { path: "/git/refs", method: "POST", when });
    const { id } = (await answer.json()) as { id: string };
    const created = ada.git.createRef({ ...repo, ref: "refs/heads/held", sha: main });
    expect((await control("GET", `/${id}`)).status).toBe(204);
    expect(await status(ada.git.getRef({ ...repo, ref: "heads/held" }))).toMatch(done ? "succeeded" : /^404/);
    expect((await control("DELETE", `/${id}`)).status).toBe(204);
    expect((await created).status).toBe(201);
  });
});
