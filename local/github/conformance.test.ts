import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Octokit } from "@octokit/rest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cloneUrl, type GitHubFixture, gitClient, startFixture } from "./fixture.ts";

const CART = { owner: "samples", repo: "shopping-cart" };
const INVOICE = { owner: "samples", repo: "invoice" };

let fixture: GitHubFixture;
let ada: Octokit;
let grace: Octokit;
const octokit = (auth?: string): Octokit => fixture.octokit(auth);

beforeAll(async () => {
  fixture = await startFixture();
  ada = octokit(fixture.ada);
  grace = octokit(fixture.grace);
  await ada.repos.createForAuthenticatedUser({ name: "empty" });
});
afterAll(async () => {
  await fixture.stop();
  // Every answer of this file is compared.
  expect([...fixture.described.differences]).toEqual([]);
});

/** The status and body of a call that has to fail. */
async function failure(call: Promise<unknown>): Promise<{ status: number; message: string; data: unknown }> {
  const error: unknown = await call.then(
    () => new Error("the call succeeded"),
    (reason: unknown) => reason,
  );
  // Octokit's RequestError, or the error above, whose missing status fails the comparison.
  const { status, message, response } = error as {
    status: number;
    message: string;
    response?: { data: unknown };
  };
  return { status, message, data: response?.data };
}

const mainHead = async (repo: typeof CART): Promise<string> =>
  (await ada.git.getRef({ ...repo, ref: "heads/main" })).data.object.sha;

describe("access", () => {
  it("answers 401 without a token and with an unknown one", async () => {
    expect(await failure(octokit().users.getAuthenticated())).toMatchObject({ status: 401 });
    const unknown = await failure(octokit("gho_unknown").repos.get(CART));
    expect(unknown).toMatchObject({ status: 401, data: { message: "Bad credentials", status: "401" } });
  });

  it("answers 404 for a foreign repository as for none", async () => {
    expect(await failure(grace.repos.get({ owner: "ada", repo: "empty" }))).toMatchObject({ status: 404 });
    expect(await failure(ada.repos.get({ owner: "ada", repo: "nothing" }))).toMatchObject({ status: 404 });
  });

  it("lets a reader read and not write", async () => {
    await ada.repos.createForAuthenticatedUser({ name: "readable" });
    const readable = { owner: "ada", repo: "readable" };
    await ada.repos.addCollaborator({ ...readable, username: "grace", permission: "pull" });
    expect((await grace.repos.get(readable)).data.permissions).toMatchObject({ push: false, pull: true });
    expect(await failure(grace.git.createBlob({ ...readable, content: "x" }))).toMatchObject({ status: 404 });
  });

  it("counts calls against a limit and answers 304 to a known ETag", async () => {
    const first = await ada.repos.get(CART);
    expect(Number(first.headers["x-ratelimit-remaining"])).toBeLessThan(5000);
    const again = await failure(ada.repos.get({ ...CART, headers: { "if-none-match": first.headers.etag } }));
    expect(again.status).toBe(304);
  });
});

describe("lists", () => {
  it("pages through repositories with Link headers", async () => {
    const names: string[] = [];
    for await (const page of ada.paginate.iterator(ada.repos.listForAuthenticatedUser, { per_page: 1 })) {
      expect(page.data).toHaveLength(1);
      names.push(...page.data.map((repo) => repo.full_name));
    }
    expect(names).toContain("samples/invoice");
    expect(new Set(names).size).toBe(names.length);
  });

  it("sorts by last push", async () => {
    const { data } = await ada.repos.listForAuthenticatedUser({ sort: "pushed" });
    const dates = data.map((repo) => repo.pushed_at ?? "");
    expect(dates).toEqual([...dates].sort().reverse());
    expect(dates.length).toBeGreaterThan(1);
    const byName = (await ada.repos.listForAuthenticatedUser({ sort: "full_name" })).data;
    expect(data.map(({ id }) => id).sort()).toEqual(byName.map(({ id }) => id).sort());
  });

  it("names the language with the most code", async () => {
    const languageOf = async (repo: { owner: string; repo: string }) =>
      (await ada.repos.get(repo)).data.language;
    expect(await languageOf(CART)).toBe("JavaScript");
    expect(await languageOf(INVOICE)).toBe("Python");
    expect(await languageOf({ owner: "ada", repo: "empty" })).toBeNull();
  });

  it("finds repositories by name and description", async () => {
    const { data } = await ada.search.repos({ q: "cart in:name" });
    expect(data.items.map((repo) => repo.full_name)).toEqual(["samples/shopping-cart"]);
    expect((await grace.search.repos({ q: "empty" })).data.total_count).toBe(0);
  });

  it("lists branches and gets one with a slash in its name", async () => {
    const { data } = await ada.repos.listBranches({ ...CART, per_page: 1 });
    expect(data.map((branch) => branch.name)).toEqual(["docs/roadmap"]);
    const branch = await ada.repos.getBranch({ ...CART, branch: "docs/roadmap" });
    expect(branch.data.commit.sha).toBe(data[0]?.commit.sha);
    expect(await failure(ada.repos.getBranch({ ...CART, branch: "nope" }))).toMatchObject({ status: 404 });
  });

  it("has the same sample commit on every machine", async () => {
    const { data } = await ada.git.getCommit({ ...INVOICE, commit_sha: await mainHead(INVOICE) });
    expect(data.author.date).toBe("2026-01-05T09:00:00Z");
    const folder = path.join(import.meta.dirname, "../samples/invoice");
    await gitClient(fixture.dir, "init", "--bare", "-q", "expected.git");
    const bare = ["--git-dir", path.join(fixture.dir, "expected.git"), "--work-tree", folder];
    await gitClient(folder, ...bare, "add", "--all", ".");
    expect(data.tree.sha).toBe(await gitClient(folder, ...bare, "write-tree"));
  });
});

describe("an empty repository", () => {
  const EMPTY = { owner: "ada", repo: "empty" };

  it("has no branch and answers 409 to everything of git", async () => {
    expect((await ada.repos.listBranches(EMPTY)).data).toEqual([]);
    const empty = { status: 409, data: { message: "Git Repository is empty." } };
    expect(await failure(ada.repos.listCommits(EMPTY))).toMatchObject(empty);
    expect(await failure(ada.git.getRef({ ...EMPTY, ref: "heads/main" }))).toMatchObject(empty);
    expect(await failure(ada.git.createBlob({ ...EMPTY, content: "x" }))).toMatchObject(empty);
  });
});

describe("the git data API", () => {
  it("makes the same tree as git for every kind of change", async () => {
    const clone = path.join(fixture.dir, "tree");
    await gitClient(
      fixture.dir,
      "clone",
      "-q",
      cloneUrl(fixture.github, "samples/shopping-cart", fixture.ada),
      clone,
    );
    const binary = Buffer.from([0, 255, 1, 254, 13, 10]);
    await gitClient(clone, "rm", "-q", "src/money.js");
    await mkdir(path.join(clone, "src/money.js"));
    await writeFile(path.join(clone, "src/money.js/index.js"), "export {};\n");
    await writeFile(path.join(clone, "run.sh"), "#!/bin/sh\n", { mode: 0o755 });
    await symlink("README.md", path.join(clone, "link"));
    await writeFile(path.join(clone, "image.bin"), binary);
    await writeFile(path.join(clone, "Ünï cödé.txt"), "crlf\r\nline\r\n");
    await writeFile(path.join(clone, "empty"), "");
    await gitClient(clone, "add", "-A");
    const want = await gitClient(clone, "write-tree");

    const blob = await ada.git.createBlob({
      ...CART,
      content: binary.toString("base64"),
      encoding: "base64",
    });
    const base = await ada.git.getCommit({ ...CART, commit_sha: await mainHead(CART) });
    const file = { mode: "100644", type: "blob" } as const;
    const { data } = await ada.git.createTree({
      ...CART,
      base_tree: base.data.tree.sha,
      tree: [
        { ...file, path: "src/money.js/index.js", content: "export {};\n" },
        { ...file, path: "src/money.js", sha: null },
        { ...file, path: "run.sh", mode: "100755", content: "#!/bin/sh\n" },
        { ...file, path: "link", mode: "120000", content: "README.md" },
        { ...file, path: "image.bin", sha: blob.data.sha },
        { ...file, path: "Ünï cödé.txt", content: "crlf\r\nline\r\n" },
        { ...file, path: "empty", content: "" },
      ],
    });
    expect(data.sha).toBe(want);
    const read = await ada.git.getTree({ ...CART, tree_sha: want, recursive: "1" });
    expect(read.data.tree.find((entry) => entry.path === "run.sh")).toMatchObject({
      mode: "100755",
      size: 10,
    });
    const stored = await ada.git.getBlob({ ...CART, file_sha: blob.data.sha });
    expect(Buffer.from(stored.data.content, "base64")).toEqual(binary);
  });

  it("refuses what git refuses", async () => {
    const file = { mode: "100644", type: "blob" } as const;
    const base_tree = await mainHead(CART);
    const tree = (entry: object) =>
      failure(ada.git.createTree({ ...CART, base_tree, tree: [{ ...file, ...entry }] }));
    expect(await tree({ path: "missing", sha: null })).toMatchObject({ status: 422 });
    expect(await tree({ path: ".git/config", content: "" })).toMatchObject({ status: 422 });
    expect(await tree({ path: "a/../b", content: "" })).toMatchObject({ status: 422 });
    expect(await tree({ path: "x", sha: "0123456789012345678901234567890123456789" })).toMatchObject({
      status: 422,
    });
    expect(await tree({ path: "x", mode: "666", content: "" })).toMatchObject({ status: 422 });
    expect(await failure(ada.git.createCommit({ ...CART, message: "m", tree: base_tree }))).toMatchObject({
      status: 422,
    });
  });

  it("keeps author, date and message of a commit as given", async () => {
    const head = await mainHead(CART);
    const { data: parent } = await ada.git.getCommit({ ...CART, commit_sha: head });
    const author = { name: "Élan", email: "elan@example.test", date: "2026-02-03T04:05:06Z" };
    const { data } = await ada.git.createCommit({
      ...CART,
      message: "Subject\n\nBody",
      tree: parent.tree.sha,
      parents: [head],
      author,
    });
    expect(data).toMatchObject({ author, message: "Subject\n\nBody", verification: { verified: false } });
    const own = await ada.git.createCommit({ ...CART, message: "m", tree: parent.tree.sha, parents: [head] });
    expect(own.data.author).toMatchObject({ name: "Ada Example", email: "ada@example.test" });
  });

  it("creates, moves and deletes refs, and refuses to lose commits", async () => {
    const head = await mainHead(CART);
    const { data: parent } = await ada.git.getCommit({ ...CART, commit_sha: head });
    const commit = async (message: string) =>
      (await ada.git.createCommit({ ...CART, message, tree: parent.tree.sha, parents: [head] })).data.sha;
    const [one, two] = [await commit("one"), await commit("two")];
    await ada.git.createRef({ ...CART, ref: "refs/heads/side/x", sha: one });
    const twice = await failure(ada.git.createRef({ ...CART, ref: "refs/heads/side/x", sha: two }));
    expect(twice).toMatchObject({ status: 422, data: { message: "Reference already exists" } });
    const lost = await failure(ada.git.updateRef({ ...CART, ref: "heads/side/x", sha: two, force: false }));
    expect(lost).toMatchObject({ status: 422, data: { message: "Update is not a fast forward" } });
    await ada.git.updateRef({ ...CART, ref: "heads/side/x", sha: two, force: true });
    const found = await ada.git.listMatchingRefs({ ...CART, ref: "heads/side" });
    expect(found.data.map((ref) => ref.object.sha)).toEqual([two]);
    await ada.git.deleteRef({ ...CART, ref: "heads/side/x" });
    expect(await failure(ada.git.getRef({ ...CART, ref: "heads/side/x" }))).toMatchObject({ status: 404 });
    const bad = await failure(ada.git.createRef({ ...CART, ref: "refs/heads/a..b", sha: head }));
    expect(bad).toMatchObject({ status: 422 });
  });

  it("reports commit statuses, the newest of each context", async () => {
    const sha = await mainHead(CART);
    await ada.repos.createCommitStatus({ ...CART, sha, state: "failure", context: "tests" });
    await ada.repos.createCommitStatus({ ...CART, sha, state: "success", context: "tests" });
    const { data } = await ada.repos.getCombinedStatusForRef({ ...CART, ref: "main" });
    expect(data).toMatchObject({ state: "success", total_count: 1 });
    expect(data).toMatchObject({ sha, statuses: [{ state: "success", context: "tests" }] });
  });
});
