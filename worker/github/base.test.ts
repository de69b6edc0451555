import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type GitHubFixture, startFixture } from "../../local/github/fixture.ts";
import { fillRepository } from "../../local/testing/trial-repo.ts";
import { baseState, changedByBoth } from "./base.ts";
import { type GitHubClient, githubClient } from "./client.ts";

let fixture: GitHubFixture;
let client: GitHubClient;
let turn = 0;
let where: { owner: string; repo: string };
let baseCommit: string;

beforeAll(async () => {
  fixture = await startFixture();
  client = githubClient({ apiUrl: fixture.github.apiUrl, token: fixture.ada, retryBaseMs: 1 });
});
afterAll(() => fixture.stop());

beforeEach(async () => {
  turn += 1;
  where = { owner: "ada", repo: `turn-${turn}` };
  const commits = [{ files: { "a.txt": "1\n", "b.txt": "a text that is long enough to be found again\n" } }];
  await fixture.github.addRepository(`ada/turn-${turn}`, (git, gitDir) =>
    fillRepository(git, gitDir, { commits }),
  );
  baseCommit = (await client.git.getRef({ ...where, ref: "heads/main" })).data.object.sha;
});

const ask = (...paths: string[]) =>
  baseState(client, { repo: `ada/turn-${turn}`, branch: "main", baseCommit, paths });

type Entry = { path: string; content: string } | { path: string; sha: null };

/** Puts a commit on `main`, on top of `parent`. */
async function commit(parent: string, ...entries: Entry[]): Promise<string> {
  const tree = await client.git.createTree({
    ...where,
    base_tree: parent,
    // Octokit's type does not know that `sha: null` deletes.
    tree: entries.map((entry) => ({ mode: "100644", type: "blob", ...entry })) as never,
  });
  const made = await client.git.createCommit({
    ...where,
    message: "m",
    tree: tree.data.sha,
    parents: [parent],
  });
  await client.git.updateRef({ ...where, ref: "heads/main", sha: made.data.sha, force: true });
  return made.data.sha;
}

it("a branch that stands still is current", async () => {
  expect(await ask("a.txt")).toEqual({
    branch: "main",
    state: "current",
    head_commit: baseCommit,
    behind_by: 0,
    conflict: "none",
    both_changed: { paths: [], count: 0 },
  });
});

it("a branch that went on is behind by its commits, and says which files both sides changed", async () => {
  const first = await commit(baseCommit, { path: "c.txt", content: "3\n" });
  const head = await commit(first, { path: "a.txt", content: "2\n" });
  expect(await ask("x.txt")).toMatchObject({
    state: "moved",
    head_commit: head,
    behind_by: 2,
    conflict: "none",
  });
  expect(await ask("x.txt", "a.txt")).toMatchObject({
    conflict: "possible",
    both_changed: { paths: ["a.txt"], count: 1 },
  });
});

it("a file that was renamed or deleted there is changed there", async () => {
  const text = "a text that is long enough to be found again\n";
  const first = await commit(baseCommit, { path: "b.txt", sha: null }, { path: "d.txt", content: text });
  expect((await ask("b.txt")).both_changed.paths).toEqual(["b.txt"]);
  await commit(first, { path: "a.txt", sha: null });
  expect((await ask("a.txt", "b.txt")).both_changed.count).toBe(2);
});

it("a branch that was rewritten or replaced says so", async () => {
  const mine = await commit(baseCommit, { path: "a.txt", content: "2\n" });
  const started = baseCommit;
  baseCommit = mine;
  await commit(started, { path: "c.txt", content: "3\n" });
  expect(await ask("a.txt")).toMatchObject({ state: "rewritten", conflict: "none" });
  const alone = await client.git.createCommit({
    ...where,
    message: "new",
    tree: (await client.git.getCommit({ ...where, commit_sha: mine })).data.tree.sha,
    parents: [],
  });
  await client.git.updateRef({ ...where, ref: "heads/main", sha: alone.data.sha, force: true });
  expect(await ask("a.txt")).toMatchObject({ state: "rewritten", conflict: "unknown" });
});

it("a branch that was deleted is gone", async () => {
  await client.git.createRef({ ...where, ref: "refs/heads/other", sha: baseCommit });
  await client.git.deleteRef({ ...where, ref: "heads/main" });
  expect(await ask("a.txt")).toEqual({
    branch: "main",
    state: "gone",
    head_commit: null,
    behind_by: 0,
    conflict: "unknown",
    both_changed: { paths: [], count: 0 },
  });
});

it("more changes there than GitHub lists leave it open", async () => {
  const many = Array.from({ length: 301 }, (_, n) => ({ path: `many/${n}.txt`, content: `${n}\n` }));
  const head = await commit(baseCommit, ...many);
  expect(await ask("a.txt")).toEqual({
    branch: "main",
    state: "moved",
    head_commit: head,
    behind_by: 1,
    conflict: "unknown",
    both_changed: { paths: [], count: 0 },
  });
});

it("a file meets a folder of its name", () => {
  expect(changedByBoth(["lib", "src/a", "x"], ["lib/a.js", "src", "xx"])).toEqual(["lib", "src/a"]);
});
