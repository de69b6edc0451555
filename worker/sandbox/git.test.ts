import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { startRunner } from "../../sandbox/runner/server.ts";
import { CloneFailure, cloneRepository } from "./clone.ts";
import { execIn, runToEnd } from "./collect.ts";
import { type GitContext, GitFailure, runGit } from "./git.ts";
import { localSandbox } from "./local.ts";
import type { Sandbox } from "./port.ts";
import { serveGit } from "./testing/git-http.ts";
import { applyPatch, changesSince, diffPatch, headCommit, numstat, resetTo, writeTree } from "./worktree.ts";

const folder = await mkdtemp(join(tmpdir(), "verne-git-"));
const runner = await startRunner({ dataDir: join(folder, "runner"), isolation: "auto" });
const server = await serveGit(join(folder, "served"));

const ENV = {
  PATH: process.env.PATH,
  HOME: folder,
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "A",
  GIT_AUTHOR_EMAIL: "a@example.com",
  GIT_COMMITTER_NAME: "A",
  GIT_COMMITTER_EMAIL: "a@example.com",
};
const host = (cwd: string, ...args: string[]) =>
  execFileSync("git", args, { cwd, env: ENV, encoding: "utf8" }).trim();

/** A bare repository with three commits on `main` and one on `feature/x`; another one without commits. */
async function makeOrigin(): Promise<string> {
  const work = join(folder, "origin");
  await mkdir(join(work, "src"), { recursive: true });
  host(folder, "init", "--quiet", "-b", "main", work);
  await writeFile(join(work, "src/a.txt"), "one\ntwo\nthree\n");
  await writeFile(join(work, "crlf.txt"), "dos\r\nlines\r\n");
  await writeFile(join(work, "old.bin"), Uint8Array.from([0, 1, 2, 255]));
  await writeFile(join(work, ".gitignore"), "ignored/\n*.log\n");
  for (const message of ["first", "second", "third"]) {
    await writeFile(join(work, "README.md"), `${message}\n`);
    host(work, "add", "-A");
    host(work, "commit", "--quiet", "-m", message);
  }
  host(work, "branch", "feature/x");
  await mkdir(join(folder, "served"), { recursive: true });
  host(folder, "clone", "--quiet", "--bare", work, join(folder, "served/origin.git"));
  host(folder, "init", "--quiet", "--bare", "-b", "main", join(folder, "served/empty.git"));
  return host(work, "rev-parse", "HEAD");
}

const head = await makeOrigin();
const PUBLIC = "https://github.com/acme/origin.git";
const MB = 1_048_576;
let sandbox: Sandbox;
let git: GitContext;
let taskNumber = 0;

const options = (change: Partial<Parameters<typeof cloneRepository>[1]> = {}) => ({
  url: `${server.url}/origin.git`,
  publicUrl: PUBLIC,
  branch: "main",
  timeoutMs: 20_000,
  ...change,
});
const text = (data: Uint8Array | null | undefined) => new TextDecoder().decode(data ?? undefined);
const bytes = (content: string) => new TextEncoder().encode(content);
const sh = async (script: string) =>
  text((await runToEnd(sandbox, ["/bin/sh", "-ec", script], { cwd: git.repo, timeoutMs: 20_000 })).stdout);
const refused = async (change: Parameters<typeof options>[0]) => {
  const error = await cloneRepository(git, options(change)).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(CloneFailure);
  // Checked by the line above.
  return error as CloneFailure;
};

beforeEach(async () => {
  taskNumber += 1;
  sandbox = await localSandbox({ ...runner, taskId: `git-${taskNumber}` });
  git = { exec: execIn(sandbox), sandbox, repo: `${sandbox.root}/repo` };
});
afterAll(async () => {
  await runner.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

describe("cloneRepository", () => {
  it("leaves one branch, as deep as asked, whose origin is the public address", async () => {
    expect(await cloneRepository(git, options({ depth: 2 }))).toBe(head);
    expect(
      await sh("git rev-list --count HEAD; git remote get-url origin; git branch -a --format='%(refname)'"),
    ).toBe(`2\n${PUBLIC}\nrefs/heads/main\nrefs/remotes/origin/HEAD\nrefs/remotes/origin/main\n`);
    expect(await sh("grep -rF 127.0.0.1 .git || :")).toBe("");
    expect(await sh("ls .git/hooks 2>/dev/null | wc -l")).toMatch(/^\s*0\n$/);
  });

  it("replaces what an interrupted or earlier clone left", async () => {
    await runGit({ ...git, repo: sandbox.root }, ["mkdir", "-p", "repo.tmp/x", "repo/y"], {
      operation: "prepare",
      timeoutMs: 5000,
    });
    expect(await cloneRepository(git, options({ branch: "feature/x", depth: null }))).toBe(head);
    expect(await sh("ls -a; ls ..")).not.toMatch(/\by\b|repo\.tmp/);
  });

  it("tells a wrong branch, an empty repository and a missing one apart", async () => {
    expect(await refused({ branch: "no/such" })).toMatchObject({
      code: "branch_not_found",
      retryable: false,
    });
    expect(await refused({ url: `${server.url}/empty.git` })).toMatchObject({ code: "repository_empty" });
    expect(await refused({ url: `${server.url}/absent.git` })).toMatchObject({ code: "github_access_lost" });
  });

  it("tells lost access from trouble on the way, without the capability in the message", async () => {
    for (const [status, code, retryable] of [
      [401, "github_access_lost", false],
      [403, "github_access_lost", false],
      [502, "clone_failed", true],
    ] as const) {
      server.answerWith(status);
      const failure = await refused({});
      server.answerWith(null);
      expect(failure).toMatchObject({ code, retryable });
      expect(failure.message).not.toContain(server.url);
    }
    expect(await refused({ url: "http://127.0.0.1:9/x.git" })).toMatchObject({
      code: "clone_failed",
      retryable: true,
    });
  });

  it("takes no other transport than HTTP", async () => {
    for (const url of [
      `file://${folder}/served/origin.git`,
      `${folder}/served/origin.git`,
      "ext::sh -c true",
      "ssh://x@127.0.0.1/y",
    ]) {
      expect((await refused({ url })).message).toMatch(/not allowed|does not exist/);
    }
  });
});

describe("the working tree", () => {
  const DATA = Uint8Array.from({ length: 3000 }, (_, n) => (n * 31) % 256);
  const change = async () => {
    await cloneRepository(git, options());
    await sandbox.write(`${git.repo}/src/a.txt`, bytes("one\n2\nthree\nfour"));
    await sandbox.write(`${git.repo}/new dir/ünï\ttab.bin`, DATA);
    await sh(
      "rm old.bin; chmod +x README.md; ln -s src/a.txt link; mkdir ignored; echo x > ignored/x; echo y > y.log",
    );
    return writeTree(git, head);
  };

  it("is stored as a tree without touching the index, and without ignored files", async () => {
    const tree = await change();
    expect(await headCommit(git)).toBe(head);
    expect((await sh("git diff --cached --name-only")).trim()).toBe("");
    expect(await sh(`git ls-tree -r --name-only -z ${tree} | tr '\\0' '\\n'`)).toBe(
      ".gitignore\nREADME.md\ncrlf.txt\nlink\nnew dir/ünï\ttab.bin\nsrc/a.txt\n",
    );
    expect(await writeTree(git, head)).toBe(tree);
  });

  it("gives its changes with mode, kind and bytes", async () => {
    const changes = await changesSince(git, head, await change(), MB);
    const summary = changes.map(({ path, mode, status }) => `${status} ${mode} ${path}`);
    expect(summary).toEqual([
      "modified 100755 README.md",
      "added 120000 link",
      "added 100644 new dir/ünï\ttab.bin",
      "deleted 100644 old.bin",
      "modified 100644 src/a.txt",
    ]);
    expect(changes.map(({ bytes: content }) => content?.length ?? null)).toEqual([6, 9, 3000, null, 16]);
    expect(changes[2]?.bytes).toEqual(DATA);
    expect(text(changes[1]?.bytes)).toBe("src/a.txt");
    expect(await numstat(git, head, await writeTree(git, head))).toContainEqual({
      path: "src/a.txt",
      additions: 2,
      deletions: 1,
    });
  });

  it("goes out as a patch and comes back the same elsewhere", async () => {
    const tree = await change();
    const patch = await diffPatch(git, head, tree, MB);
    const other = await localSandbox({ ...runner, taskId: `git-${taskNumber}-restored` });
    const restored = { exec: execIn(other), sandbox: other, repo: `${other.root}/repo` };
    await cloneRepository(restored, options());
    await applyPatch(restored, patch);
    expect(await writeTree(restored, head)).toBe(tree);
    await resetTo(restored, head);
    expect(await diffPatch(restored, head, await writeTree(restored, head), MB)).toEqual(new Uint8Array());
    await applyPatch(restored, new Uint8Array());
  });

  it("survives a patch of several megabytes", async () => {
    await cloneRepository(git, options());
    await sh("head -c 3000000 /dev/urandom | od -An -tx1 > big.txt");
    const tree = await writeTree(git, head);
    const patch = await diffPatch(git, head, tree, 64 * MB);
    expect(patch.length).toBeGreaterThan(9_000_000);
    await resetTo(git, head);
    await applyPatch(git, patch);
    expect(await writeTree(git, head)).toBe(tree);
    await expect(diffPatch(git, head, tree, MB)).rejects.toMatchObject({ code: "FILE_TOO_LARGE" });
  });

  it("is reset with ignored files kept and a stale lock removed", async () => {
    await change();
    await sh("touch .git/index.lock; git init -q nested; git add -A 2>/dev/null || :");
    await resetTo(git, head);
    expect(await sh("git status --porcelain --ignored; cat src/a.txt")).toBe(
      "!! ignored/\n!! y.log\none\ntwo\nthree\n",
    );
  });

  it("is read without running what the repository's configuration names", async () => {
    await cloneRepository(git, options());
    await sh(`
      printf '#!/bin/sh\\ntouch "$PWD/../ran-$(basename "$0")"\\nexit 1\\n' > ../evil; chmod +x ../evil
      for hook in post-checkout post-index-change pre-commit; do mkdir -p .git/hooks; cp ../evil .git/hooks/$hook; done
      git config core.hooksPath .git/hooks; git config core.fsmonitor ../evil; git config diff.external ../evil
      git config diff.x.textconv ../evil; git config diff.x.command ../evil; git config core.pager ../evil
      git config diff.noprefix true; git config diff.mnemonicPrefix true; git config color.ui always
      echo '*.txt diff=x' > .gitattributes; rm -f ../ran-*`);
    await sandbox.write(`${git.repo}/src/a.txt`, bytes("changed\n"));
    const tree = await writeTree(git, head);
    const patch = await diffPatch(git, head, tree, MB);
    await resetTo(git, head);
    await applyPatch(git, patch);
    expect(await writeTree(git, head)).toBe(tree);
    expect(text(patch)).toContain("\n+++ b/src/a.txt\n");
    expect(await sh("ls .. | grep ran- || :")).toBe("");
  });

  it("names the operation when git fails", async () => {
    await cloneRepository(git, options());
    const failure = await applyPatch(git, bytes("--- a/none\n+++ b/none\n@@ -1 +1 @@\n-a\n+b\n")).catch(
      (e: unknown) => e,
    );
    expect(failure).toBeInstanceOf(GitFailure);
    expect(failure).toMatchObject({ operation: "apply the patch" });
    await expect(writeTree(git, "0".repeat(40))).rejects.toThrow("store the working tree failed");
  });

  it("is stored even if a test left a repository without commits in it", async () => {
    await cloneRepository(git, options());
    await sh("git init -q nested; touch nested/file; echo changed > src/a.txt");
    const changes = await changesSince(git, head, await writeTree(git, head), MB);
    expect(changes.map(({ path }) => path)).toContain("src/a.txt");
  });
});
