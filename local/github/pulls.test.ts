import type { Octokit } from "@octokit/rest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GitHubFixture, startFixture } from "./fixture.ts";

const REPO = { owner: "samples", repo: "invoice" };
let fixture: GitHubFixture;
let ada: Octokit;
const connect = (): Octokit => fixture.octokit(fixture.ada);

beforeAll(async () => {
  fixture = await startFixture();
  ada = connect();
});
afterAll(async () => {
  await fixture.stop();
  // Every answer of this file is compared.
  expect([...fixture.described.differences]).toEqual([]);
});

/** A branch with one more file than main. */
async function branch(name: string, path = "NOTES.md", content = "one\n"): Promise<string> {
  const head = (await ada.git.getRef({ ...REPO, ref: "heads/main" })).data.object.sha;
  const tree = await ada.git.createTree({
    ...REPO,
    base_tree: head,
    tree: [{ path, mode: "100644", type: "blob", content }],
  });
  const parents = [head];
  const commit = await ada.git.createCommit({
    ...REPO,
    message: `Add ${path}`,
    tree: tree.data.sha,
    parents,
  });
  await ada.git.createRef({ ...REPO, ref: `refs/heads/${name}`, sha: commit.data.sha });
  return commit.data.sha;
}

const open = (head: string, more: object = {}) =>
  ada.pulls.create({ ...REPO, title: `Merge ${head}`, head, base: "main", ...more });

describe("pull requests", () => {
  it("opens a draft with commits, files and diff", async () => {
    const sha = await branch("one");
    const { data: pull } = await open("one", { draft: true, body: "Why" });
    expect(pull).toMatchObject({
      draft: true,
      state: "open",
      merged: false,
      mergeable: true,
      commits: 1,
      additions: 1,
    });
    expect(pull.head.sha).toBe(sha);
    expect(pull.html_url).toBe(`${fixture.github.webUrl}/samples/invoice/pull/${pull.number}`);
    const files = await ada.pulls.listFiles({ ...REPO, pull_number: pull.number });
    expect(files.data).toMatchObject([
      { filename: "NOTES.md", status: "added", patch: "@@ -0,0 +1 @@\n+one" },
    ]);
    const commits = await ada.pulls.listCommits({ ...REPO, pull_number: pull.number });
    expect(commits.data.map((commit) => commit.sha)).toEqual([sha]);
    const diff = await ada.pulls.get({ ...REPO, pull_number: pull.number, mediaType: { format: "diff" } });
    expect(diff.data).toContain("+++ b/NOTES.md");
  });

  it("refuses a second one for the same branch, and nothing to merge", async () => {
    await expect(open("one")).rejects.toMatchObject({
      status: 422,
      response: {
        data: {
          message: "Validation Failed",
          errors: [{ message: "A pull request already exists for samples:one." }],
        },
      },
    });
    await expect(open("main")).rejects.toThrow("No commits between main and main");
    await expect(open("nowhere")).rejects.toMatchObject({
      response: { data: { errors: [{ field: "head", code: "invalid" }] } },
    });
  });

  it("finds by head, edits and comments", async () => {
    const found = await ada.pulls.list({ ...REPO, head: "samples:one" });
    expect(found.data).toHaveLength(1);
    expect((await ada.pulls.list({ ...REPO, head: "samples:other" })).data).toHaveLength(0);
    const pull_number = found.data[0]?.number ?? 0;
    await ada.pulls.update({ ...REPO, pull_number, body: "Edited" });
    await ada.issues.createComment({ ...REPO, issue_number: pull_number, body: "Hello" });
    const { data } = await ada.pulls.get({ ...REPO, pull_number });
    expect(data).toMatchObject({ body: "Edited", comments: 1, title: "Merge one" });
    const comments = await ada.issues.listComments({ ...REPO, issue_number: pull_number });
    expect(comments.data).toMatchObject([{ body: "Hello", user: { login: "ada" } }]);
  });

  it("shows a page that runs nothing of the body", async () => {
    await branch("page", "page.md", "<b>&\n");
    const body =
      "**bold** <img src=x onerror=alert(1)> [bad](javascript:alert(1)) [good](https://example.test)";
    const { data } = await open("page", { body, title: "<script>1</script>" });
    const page = await (await fetch(data.html_url)).text();
    expect(page).toContain("<strong>bold</strong>");
    expect(page).toContain('href="https://example.test"');
    expect(page).toContain('<span class="a">+&lt;b&gt;&amp;</span>');
    expect(page).not.toMatch(/<img src=x|<script|javascript:/);
    expect(await (await fetch(data.diff_url)).text()).toContain("diff --git a/page.md");
    expect((await fetch(`${fixture.github.webUrl}/samples/invoice/pull/999`)).status).toBe(404);
    expect(await (await fetch(`${fixture.github.webUrl}/samples/invoice`)).text()).toContain("computeTotal");
  });

  it("merges, and then stays closed", async () => {
    await branch("two", "TWO.md");
    const { data } = await open("two");
    const merged = await ada.pulls.merge({ ...REPO, pull_number: data.number });
    const main = await ada.git.getRef({ ...REPO, ref: "heads/main" });
    expect(main.data.object.sha).toBe(merged.data.sha);
    const after = await ada.pulls.get({ ...REPO, pull_number: data.number });
    expect(after.data).toMatchObject({ state: "closed", merged: true });
    await expect(
      ada.pulls.update({ ...REPO, pull_number: data.number, state: "open" }),
    ).rejects.toMatchObject({ status: 422 });
  });

  it("closes when its branch goes", async () => {
    await branch("gone", "GONE.md");
    const { data } = await open("gone");
    const main = await ada.git.getRef({ ...REPO, ref: "heads/main" });
    await ada.git.deleteRef({ ...REPO, ref: "heads/gone" });
    const after = await ada.pulls.get({ ...REPO, pull_number: data.number });
    expect(after.data.state).toBe("closed");
    expect(after.data).toMatchObject({ merged: false, head: { ref: "gone", sha: data.head.sha } });
    expect((await ada.git.getRef({ ...REPO, ref: "heads/main" })).data.object).toEqual(main.data.object);
  });

  it("survives a restart with its number, token and comments", async () => {
    const before = await ada.pulls.list({ ...REPO, head: "samples:one" });
    await fixture.restart();
    ada = connect();
    const after = await ada.pulls.list({ ...REPO, head: "samples:one" });
    expect(after.data[0]).toMatchObject({ number: before.data[0]?.number, body: "Edited" });
    await branch("later", "LATER.md");
    const next = await open("later");
    const numbers = (await ada.pulls.list({ ...REPO, state: "all" })).data.map((pull) => pull.number);
    expect(Math.max(...numbers)).toBe(next.data.number);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});

describe("faults", () => {
  it("answers what was asked for, as often as asked, and then the truth", async () => {
    const fault = { path: "/user", status: 403, times: 1, headers: { "retry-after": "7" } };
    const answer = await fetch(`${fixture.github.url}/_standin/faults`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(fault),
    });
    expect(answer.status).toBe(204);
    await expect(ada.users.getAuthenticated()).rejects.toMatchObject({
      status: 403,
      response: { headers: { "retry-after": "7" } },
    });
    expect((await ada.users.getAuthenticated()).data.login).toBe("ada");
  });
});
