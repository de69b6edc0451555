import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GitHubFixture, startFixture } from "../../local/github/fixture.ts";
import { type GitHubClient, githubClient } from "./client.ts";
import { pullNumber, pullState } from "./pull-state.ts";

const REPO = "samples/invoice";
const PARAMS = { owner: "samples", repo: "invoice" };
const NO_CHECKS = { state: "none", passed: 0, failed: 0, pending: 0 };
let fixture: GitHubFixture;
let ada: GitHubClient;

beforeAll(async () => {
  fixture = await startFixture();
  ada = githubClient({ apiUrl: fixture.github.apiUrl, token: fixture.ada, retryBaseMs: 1 });
});
afterAll(() => fixture.stop());

/** An open pull request of a branch with one commit, by number and head commit. */
async function openPull(branch: string, draft = false): Promise<{ number: number; sha: string }> {
  const head = (await ada.git.getRef({ ...PARAMS, ref: "heads/main" })).data.object.sha;
  const tree = [{ path: `${branch}.md`, mode: "100644" as const, type: "blob" as const, content: "one\n" }];
  const { data: written } = await ada.git.createTree({ ...PARAMS, base_tree: head, tree });
  const commit = { ...PARAMS, message: branch, tree: written.sha, parents: [head] };
  const { sha } = (await ada.git.createCommit(commit)).data;
  await ada.git.createRef({ ...PARAMS, ref: `refs/heads/${branch}`, sha });
  const pull = await ada.pulls.create({ ...PARAMS, title: branch, head: branch, base: "main", draft });
  return { number: pull.data.number, sha };
}

const checkRun = (name: string, head_sha: string, more: { status?: "in_progress"; conclusion?: "success" }) =>
  ada.checks.create({ ...PARAMS, name, head_sha, ...more });

describe("the state of a pull request", () => {
  it("is open without checks, a draft or not", async () => {
    const { number } = await openPull("fresh", true);
    expect(await pullState(ada, REPO, number)).toEqual({
      url: `${fixture.github.webUrl}/${REPO}/pull/${number}`,
      number,
      state: "open",
      draft: true,
      checks: NO_CHECKS,
    });
  });

  it("counts check runs and commit statuses, the newest of each name", async () => {
    const { number, sha } = await openPull("checked");
    await checkRun("build", sha, { conclusion: "success" });
    await ada.repos.createCommitStatus({ ...PARAMS, sha, state: "success", context: "docs" });
    const checks = async () => (await pullState(ada, REPO, number)).checks;
    expect(await checks()).toEqual({ state: "passing", passed: 2, failed: 0, pending: 0 });
    await checkRun("slow", sha, { status: "in_progress" });
    expect(await checks()).toEqual({ state: "pending", passed: 2, failed: 0, pending: 1 });
    await ada.repos.createCommitStatus({ ...PARAMS, sha, state: "error", context: "docs" });
    expect(await checks()).toEqual({ state: "failing", passed: 1, failed: 1, pending: 1 });
  });

  it("tells merged from closed", async () => {
    const { number } = await openPull("merged");
    await ada.pulls.merge({ ...PARAMS, pull_number: number });
    expect(await pullState(ada, REPO, number)).toMatchObject({ state: "merged" });
    const other = await openPull("closed");
    await ada.pulls.update({ ...PARAMS, pull_number: other.number, state: "closed" });
    expect(await pullState(ada, REPO, other.number)).toMatchObject({ state: "closed" });
  });

  it("shows the pull request where the checks may not be read, and fails where GitHub does", async () => {
    const { number } = await openPull("guarded");
    fixture.github.faults.add({ path: "/check-runs", status: 403, times: 1 });
    expect(await pullState(ada, REPO, number)).toMatchObject({ state: "open", checks: NO_CHECKS });
    await expect(pullState(ada, REPO, 9_999)).rejects.toMatchObject({ kind: "not_found" });
  });
});

it("reads the number only from an address of the repository", () => {
  expect(pullNumber("http://127.0.0.1:3000/samples/invoice/pull/12", REPO)).toBe(12);
  for (const url of ["http://x/samples/other/pull/12", "http://x/samples/invoice/pull/12/files", "pull/12"])
    expect(pullNumber(url, REPO)).toBeNull();
});
