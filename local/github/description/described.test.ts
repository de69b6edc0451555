/** Every operation that the Worker uses, answered by the stand-in as GitHub describes it; the other tests here compare as they go. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Octokit } from "@octokit/rest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GitHubFixture, startFixture } from "../fixture.ts";
import { readDescription } from "./described.ts";
import { OPERATIONS } from "./operations.ts";

const REPO = { owner: "samples", repo: "invoice" };
const NONE = "0".repeat(40);
let fixture: GitHubFixture;
beforeAll(async () => {
  fixture = await startFixture();
  fixture.github.setMembership("acme", "ada", "active");
  fixture.github.setMembership("waiting", "ada", "pending");
});
afterAll(() => fixture.stop());

const refused = (call: Promise<unknown>, status: number) => expect(call).rejects.toMatchObject({ status });

it("answers what the Worker asks, and refuses it, as GitHub describes", async () => {
  const ada = fixture.octokit(fixture.github.issueToken("ada", "repo,read:org"));
  await ada.users.getAuthenticated();
  await ada.repos.listForAuthenticatedUser();
  await ada.repos.get(REPO);
  await ada.repos.listBranches(REPO);
  await ada.repos.listCommits(REPO);
  const { data: branch } = await ada.repos.getBranch({ ...REPO, branch: "main" });
  const base = branch.commit.sha;
  const { data: commit } = await ada.git.getCommit({ ...REPO, commit_sha: base });
  const { data: tree } = await ada.git.getTree({ ...REPO, tree_sha: commit.tree.sha, recursive: "1" });
  const file = tree.tree.find(({ type }) => type === "blob");
  await ada.git.getBlob({ ...REPO, file_sha: file?.sha ?? "" });
  const { data: blob } = await ada.git.createBlob({ ...REPO, content: "eA==", encoding: "base64" });
  const entry = { path: "x.bin", mode: "100644", type: "blob", sha: blob.sha } as const;
  const { data: made } = await ada.git.createTree({ ...REPO, base_tree: base, tree: [entry] });
  const { data: change } = await ada.git.createCommit({
    ...REPO,
    message: "Add a file",
    tree: made.sha,
    parents: [base],
  });
  await ada.git.createRef({ ...REPO, ref: "refs/heads/verne/x", sha: base });
  await ada.git.updateRef({ ...REPO, ref: "heads/verne/x", sha: change.sha });
  await ada.git.getRef({ ...REPO, ref: "heads/verne/x" });
  await ada.git.listMatchingRefs({ ...REPO, ref: "heads/verne/" });
  await ada.repos.compareCommitsWithBasehead({ ...REPO, basehead: "main...verne/x" });
  await ada.repos.createCommitStatus({ ...REPO, sha: change.sha, state: "success" });
  await ada.repos.getCombinedStatusForRef({ ...REPO, ref: change.sha });
  await ada.checks.create({ ...REPO, name: "unit", head_sha: change.sha, conclusion: "success" });
  await ada.checks.listForRef({ ...REPO, ref: change.sha });
  const pull = { title: "Add a file", head: "verne/x", base: "main", draft: true };
  const { data: opened } = await ada.pulls.create({ ...REPO, ...pull });
  await ada.pulls.get({ ...REPO, pull_number: opened.number });
  await ada.pulls.list({ ...REPO, head: "samples:verne/x", state: "all" });
  await ada.pulls.update({ ...REPO, pull_number: opened.number, title: "Add one file" });
  await refused(ada.pulls.create({ ...REPO, ...pull }), 422);
  await ada.git.deleteRef({ ...REPO, ref: "heads/verne/x" });
  expect((await ada.orgs.getMembershipForAuthenticatedUser({ org: "ACME" })).data.state).toBe("active");
  expect((await ada.orgs.getMembershipForAuthenticatedUser({ org: "waiting" })).data.state).toBe("pending");

  await refused(ada.orgs.getMembershipForAuthenticatedUser({ org: "other" }), 404);
  await refused(fixture.octokit(fixture.ada).orgs.getMembershipForAuthenticatedUser({ org: "acme" }), 403);
  await refused(ada.repos.get({ ...REPO, repo: "none" }), 404);
  await refused(ada.repos.getBranch({ ...REPO, branch: "none" }), 404);
  await refused(ada.git.getCommit({ ...REPO, commit_sha: NONE }), 404);
  await refused(ada.git.getRef({ ...REPO, ref: "heads/none" }), 404);
  await refused(ada.git.createRef({ ...REPO, ref: "refs/heads/main", sha: base }), 422);
  await refused(ada.git.updateRef({ ...REPO, ref: "heads/none", sha: base }), 422);
  await refused(ada.git.deleteRef({ ...REPO, ref: "heads/none" }), 422);
  await refused(ada.git.createTree({ ...REPO, base_tree: NONE, tree: [entry] }), 422);
  await refused(ada.pulls.create({ ...REPO, ...pull, head: "none" }), 422);
  await refused(fixture.octokit("gho_unknown").users.getAuthenticated(), 401);

  const { seen, differences } = fixture.described;
  expect([...differences]).toEqual([]);
  const succeeded = OPERATIONS.filter((id) => [...seen].some((each) => each.startsWith(`${id} 2`)));
  expect(succeeded).toEqual(OPERATIONS);
});

describe("the comparison", () => {
  const describe = readDescription();
  const get = (body: unknown, status = 200) =>
    describe({ method: "GET", path: "/repos/a/b/git/ref/heads/x/y", status, body })?.problems;
  const ref = {
    ref: "refs/heads/x/y",
    node_id: "R",
    url: "https://api.github.com/repos/a/b/git/refs/heads/x/y",
    object: { type: "commit", sha: "a".repeat(40), url: "https://api.github.com/x" },
  };

  it.each<[string, unknown, number, RegExp | null]>([
    ["nothing", ref, 200, null],
    ["a field that is missing", { ...ref, node_id: undefined }, 200, /node_id/],
    ["a field of another type", { ...ref, url: 1 }, 200, /\/url must be string/],
    ["an address that is none", { ...ref, url: "x" }, 200, /\/url must match format/],
    ["a field below", { ...ref, object: { ...ref.object, sha: "a" } }, 200, /\/object\/sha/],
    ["a status that GitHub does not answer", ref, 202, /does not answer so/],
    ["an error that is none", [], 404, /must be object/],
  ])("finds %s", (_what, body, status, problem) => {
    const problems = get(JSON.parse(JSON.stringify(body)), status);
    if (problem === null) expect(problems).toEqual([]);
    else expect(problems?.join("\n")).toMatch(problem);
  });

  it("knows every operation that the Worker calls", () => {
    const root = join(import.meta.dirname, "../../../worker");
    const files = readdirSync(root, { recursive: true, encoding: "utf8" });
    const sources = files.filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
    const texts = sources.map((name) => readFileSync(join(root, name), "utf8"));
    const calls = new Set(
      texts.flatMap((text) =>
        [...text.matchAll(/\bclient\.([a-z]+)\.([a-zA-Z]+)\(\{?/g)].map(([, a, b]) => `${a}.${b}`),
      ),
    );
    const { rest } = new Octokit();
    const unknown: string[] = [];
    let found = 0;
    for (const call of calls) {
      const [room = "", name = ""] = call.split(".");
      // By names from the sources; what Octokit does not have is no call of GitHub's.
      const method = (
        rest as unknown as Record<
          string,
          Record<string, { endpoint?: { DEFAULTS: { method: string; url: string } } }>
        >
      )[room]?.[name];
      if (!method?.endpoint) continue;
      found += 1;
      const { method: verb, url } = method.endpoint.DEFAULTS;
      const path = url.replace("{basehead}", "a...b").replaceAll(/\{\w+\}/g, "x");
      if (describe({ method: verb, path, status: 200, body: null }) === null) unknown.push(call);
    }
    expect(found).toBeGreaterThan(20);
    expect(unknown).toEqual([]);
  });
});
