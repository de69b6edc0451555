import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { cloneUrl, type GitHubFixture, gitClient, startFixture } from "../../local/github/fixture.ts";
import type { Change } from "./change.ts";
import { type GitHubClient, githubClient } from "./client.ts";
import { inlineText } from "./content.ts";
import { GitHubFailure } from "./failure.ts";
import { type PublishInput, publish, withTrailer } from "./publish.ts";
import { chunks } from "./tree.ts";

const REPO = "samples/invoice";
const PARAMS = { owner: "samples", repo: "invoice" };
let fixture: GitHubFixture;
let client: GitHubClient;
let checkout: string;
let baseCommit: string;
let task = 0;
let branch: string;

beforeAll(async () => {
  fixture = await startFixture();
  client = githubClient({ apiUrl: fixture.github.apiUrl, token: fixture.ada, retryBaseMs: 1 });
});
afterAll(() => fixture.stop());

beforeEach(async () => {
  task += 1;
  branch = `verne/task-${task}`;
  checkout = path.join(fixture.dir, `checkout-${task}`);
  await gitClient(fixture.dir, "clone", "-q", cloneUrl(fixture.github, REPO, fixture.ada), checkout);
  baseCommit = await gitClient(checkout, "rev-parse", "HEAD");
  fixture.github.faults.clear();
});

async function write(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(path.dirname(path.join(checkout, file)), { recursive: true });
  await writeFile(path.join(checkout, file), content);
}

/** What the sandbox would report of the checkout's working tree. */
async function collect(): Promise<{ changes: Change[]; wantTree: string }> {
  await gitClient(checkout, "add", "-A");
  const wantTree = await gitClient(checkout, "write-tree");
  const raw = await gitClient(
    checkout,
    "diff",
    "--cached",
    "--raw",
    "-z",
    "--no-renames",
    "--abbrev=40",
    baseCommit,
  );
  const fields = raw.split("\0");
  const changes: Change[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [old = "", mode = "", , sha = "", letter = ""] = (fields[at] ?? "").slice(1).split(" ");
    const deleted = letter === "D";
    // `git diff --raw --no-renames` prints these modes and letters for the changes made here.
    changes.push({
      path: fields[at + 1] ?? "",
      mode: (deleted ? old : mode) as Change["mode"],
      status: (letter === "T" ? "M" : letter) as Change["status"],
      bytes: deleted ? null : await blob(sha),
    });
  }
  return { changes, wantTree };
}

async function blob(sha: string): Promise<Uint8Array> {
  const { execFile } = await import("node:child_process");
  return new Promise((resolve, reject) => {
    execFile("git", ["cat-file", "blob", sha], { cwd: checkout, encoding: "buffer" }, (error, stdout) =>
      error ? reject(error) : resolve(new Uint8Array(stdout)),
    );
  });
}

const input = async (more: Partial<PublishInput> = {}): Promise<PublishInput> => ({
  client,
  repo: REPO,
  baseBranch: "main",
  baseCommit,
  stem: `task-${task}`,
  branch,
  leftBranches: [],
  onWrite: () => undefined,
  isStopped: () => false,
  ...(await collect()),
  message: "Change things",
  pr: { title: "Change things", body: "Body", draft: true },
  ...more,
});
const pulls = async (state: "open" | "all" = "all") =>
  (await client.pulls.list({ ...PARAMS, head: `samples:${branch}`, state })).data;
const inStandIn = (...args: string[]): Promise<string> =>
  gitClient(fixture.dir, "--git-dir", fixture.github.gitDir(REPO), ...args);

describe("publishing", () => {
  it("carries every kind of change, and GitHub's tree is the sandbox's", async () => {
    await write("invoice.py", "# changed\r\nx = 1\r\n");
    await write("run.sh", "#!/bin/sh\n");
    await gitClient(checkout, "add", "-A");
    await gitClient(checkout, "update-index", "--chmod=+x", "run.sh");
    await write("image.bin", new Uint8Array([0, 255, 254, 1]));
    await write("latin1.txt", new Uint8Array([0x66, 0xfc, 0x72]));
    await write("bom.txt", "\ufefftext\n");
    await write("sp ace/é.txt", "ü\n");
    await write("empty", "");
    await symlink("../README.md", path.join(checkout, "tests/link"));
    await gitClient(checkout, "rm", "-q", "tests/test_invoice.py");
    await write("tests/test_invoice.py/inner.py", "pass\n");
    for (let index = 0; index < 120; index++) await write(`many/${index}.txt`, `${index}\n`);
    await gitClient(checkout, "add", "-A");

    const wanted = await input();
    expect(wanted.changes.length).toBeGreaterThan(125);
    const published = await publish(wanted);
    expect(published).toMatchObject({ branch, draft: true });
    expect(published.url).toBe(`${fixture.github.webUrl}/${REPO}/pull/${published.number}`);
    expect(await inStandIn("rev-parse", `refs/heads/${branch}^{tree}`)).toBe(wanted.wantTree);
    expect(await inStandIn("rev-parse", `refs/heads/${branch}`, `refs/heads/${branch}^`)).toBe(
      `${published.commit}\n${baseCommit}`,
    );
    expect(
      await inStandIn("log", "-1", "--format=%s|%an|%(trailers:key=Verne-Branch,valueonly)", branch),
    ).toContain(`Change things|Ada Example|${branch}`);
  });

  it("is the same when done twice", async () => {
    await write("a.txt", "a\n");
    const first = await publish(await input());
    const second = await publish(await input({ pr: { title: "Other", body: "New body", draft: true } }));
    expect(second).toEqual(first);
    expect(await pulls()).toMatchObject([{ body: "New body", title: "Change things" }]);
    expect(await inStandIn("rev-list", "--count", `main..${branch}`)).toBe("1");
  });

  it("goes on after being killed between the branch and the pull request", async () => {
    await write("a.txt", "a\n");
    fixture.github.faults.add({ path: "/pulls", method: "POST", status: 500, times: 3 });
    await expect(publish(await input())).rejects.toMatchObject({ kind: "unavailable" });
    const commit = await inStandIn("rev-parse", branch);
    expect(await pulls()).toEqual([]);
    const published = await publish(await input());
    expect(published.commit).toBe(commit);
    expect(await pulls()).toHaveLength(1);
  });

  it("opens no second pull request when an answer gets lost", async () => {
    await write("a.txt", "a\n");
    fixture.github.faults.add({ path: "/pulls", method: "POST", status: 502, times: 1, when: "after" });
    fixture.github.faults.add({ path: "/git/refs", method: "POST", status: 502, times: 1, when: "after" });
    const published = await publish(await input());
    expect((await pulls()).map((pull) => pull.number)).toEqual([published.number]);
    expect(published.commit).toBe(await inStandIn("rev-parse", branch));
    expect(published.draft).toBe(true);
  });

  it("survives two runs at the same time", async () => {
    await write("a.txt", "a\n");
    const [one, two] = await Promise.all([publish(await input()), publish(await input())]);
    expect(one.number).toBe(two.number);
    expect(await pulls()).toHaveLength(1);
    expect(await inStandIn("rev-parse", `${branch}^{tree}`)).toBe((await collect()).wantTree);
  });

  it("puts a follow-up on top of what is there", async () => {
    await write("a.txt", "a\n");
    const first = await publish(await input());
    await write("b.txt", "b\n");
    const second = await publish(await input({ message: "Add b" }));
    expect(second.number).toBe(first.number);
    expect(await inStandIn("log", "--format=%s", `main..${branch}`)).toBe("Add b\nChange things");
    expect(await inStandIn("rev-parse", `${branch}^`)).toBe(first.commit);
    expect(await inStandIn("diff", "--name-only", "main", branch)).toBe("a.txt\nb.txt");
  });

  it("mentions nobody and closes nothing by its commit message or title", async () => {
    await write("a.txt", "a\n");
    const message = "Fixes #12 for @ada\r\n\nCo-authored-by: Ada <ada@example.test>";
    const published = await publish(
      await input({ message, pr: { title: "Closes #1\nx", body: "", draft: true } }),
    );
    expect(await inStandIn("log", "-1", "--format=%B", published.commit)).toBe(
      `Fixes #\u200b12 for @\u200bada\n\nCo-authored-by: Ada <ada@example.test>\nVerne-Branch: ${branch}`,
    );
    expect(await pulls()).toMatchObject([{ title: "Closes #\u200b1 x" }]);
  });

  it("opens the pull request for review where drafts do not exist", async () => {
    await write("a.txt", "a\n");
    const message = "Draft pull requests are not supported in this repository.";
    fixture.github.faults.add({ path: "/pulls", method: "POST", status: 422, times: 1, message });
    expect((await publish(await input())).draft).toBe(false);
    expect(await pulls("open")).toMatchObject([{ draft: false }]);
  });
});

describe("publishing refuses", () => {
  const code = async (wanted: PublishInput): Promise<unknown> =>
    publish(wanted).then(
      () => "published",
      (error: unknown) => (error instanceof GitHubFailure && "code" in error ? error.code : error),
    );

  it("a tree that is not the sandbox's, and leaves nothing behind", async () => {
    await write("a.txt", "a\n");
    const wanted = await input();
    expect(await code({ ...wanted, wantTree: "0".repeat(40) })).toBe("tree_mismatch");
    await expect(inStandIn("rev-parse", "--verify", branch)).rejects.toThrow();
    expect(await pulls()).toEqual([]);
  });

  it("a change that changes nothing", async () => {
    const [unchanged] = (await gitClient(checkout, "ls-tree", "HEAD", "README.md")).split("\t");
    const bytes = await blob(unchanged?.split(" ")[2] ?? "");
    const same: Change = { path: "README.md", mode: "100644", status: "M", bytes };
    expect(await code(await input({ changes: [same] }))).toBe("no_changes");
    expect(await code(await input())).toBe("no_changes");
  });

  it("an unsafe path before it asks GitHub anything", async () => {
    const unsafe: Change = { path: "../x", mode: "100644", status: "A", bytes: new Uint8Array() };
    fixture.github.faults.add({ path: "/repos", status: 500, times: 99 });
    expect(await code(await input({ changes: [unsafe] }))).toBe("unsafe_change");
  });

  it("workflows that nobody has seen, and says when the sign-in may not write them", async () => {
    await write(".github/workflows/ci.yml", "on: push\n");
    expect(await code(await input())).toBe("sensitive_path");
    fixture.github.faults.add({ path: "/git/trees", method: "POST", status: 404, times: 1 });
    expect(await code(await input({ allowSensitive: true }))).toBe("workflow_permission");
    expect(await code(await input({ allowSensitive: true }))).toBe("published");
  });

  it("to overwrite what somebody else committed on the branch", async () => {
    await write("a.txt", "a\n");
    await publish(await input());
    const other = path.join(fixture.dir, "reviewer");
    await gitClient(
      fixture.dir,
      "clone",
      "-q",
      "-b",
      branch,
      cloneUrl(fixture.github, REPO, fixture.ada),
      other,
    );
    await writeFile(path.join(other, "review.txt"), "mine\n");
    await gitClient(other, "add", "-A");
    await gitClient(other, "commit", "-q", "-m", "Review");
    await gitClient(other, "push", "-q", "origin", branch);
    await write("b.txt", "b\n");
    expect(await code(await input())).toBe("branch_moved");
    expect(await inStandIn("log", "-1", "--format=%s", branch)).toBe("Review");
  });

  it("to go on after the pull request was closed or merged", async () => {
    await write(`only-${task}.txt`, "a\n");
    const { number } = await publish(await input());
    await client.pulls.update({ ...PARAMS, pull_number: number, state: "closed" });
    expect(await code(await input())).toBe("pull_request_closed");

    branch = `verne/task-${task}-merged`;
    const second = await publish(await input({ pr: { title: "t", body: "b", draft: false } }));
    await client.pulls.merge({ ...PARAMS, pull_number: second.number });
    await client.git.deleteRef({ ...PARAMS, ref: `heads/${branch}` });
    expect(await code(await input())).toBe("pull_request_merged");
  });

  it("a user who may only read, and one whose token is gone", async () => {
    await write("a.txt", "a\n");
    const as = (token: string) => githubClient({ apiUrl: fixture.github.apiUrl, token, retryBaseMs: 1 });
    await client.repos.addCollaborator({ ...PARAMS, username: "grace", permission: "pull" });
    expect(await code(await input({ client: as(fixture.grace) }))).toBe("no_push_permission");
    expect(await code(await input({ client: as("gho_revoked") }))).toMatchObject({ kind: "unauthorized" });
    expect(await pulls()).toEqual([]);
  });
});

describe("the parts of a tree", () => {
  it("go in pieces that GitHub takes", () => {
    const entry = { path: "p", mode: "100644", type: "blob" } as const;
    const sizes = (entries: Parameters<typeof chunks>[0]) => chunks(entries).map((chunk) => chunk.length);
    expect(sizes(Array.from({ length: 201 }, () => entry))).toEqual([100, 100, 1]);
    expect(sizes(Array.from({ length: 8 }, () => ({ ...entry, content: "x".repeat(90_000) })))).toEqual([
      3, 3, 2,
    ]);
    expect(sizes([])).toEqual([]);
  });

  it("are text only where JSON keeps every byte", () => {
    const bytes = (...values: number[]) => new Uint8Array(values);
    expect(inlineText(bytes(0xef, 0xbb, 0xbf, 0x61))).toBe("\ufeffa");
    expect(inlineText(bytes(0x61, 0))).toBeNull();
    expect(inlineText(bytes(0xff))).toBeNull();
    expect(inlineText(new Uint8Array(100_000).fill(0x61))).toBeNull();
  });

  it("end with a trailer in the last paragraph", () => {
    expect(withTrailer("Subject\n", "K: v")).toBe("Subject\n\nK: v\n");
    expect(withTrailer("Fix: subject", "K: v")).toBe("Fix: subject\n\nK: v\n");
    expect(withTrailer("Subject\n\nCo-authored-by: A <a@b>", "K: v")).toBe(
      "Subject\n\nCo-authored-by: A <a@b>\nK: v\n",
    );
  });
});
