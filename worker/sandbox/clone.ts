import type { FailureCode } from "../protocol/errors.ts";
import type { ExecResult } from "./collect.ts";
import { GIT_ENV, type GitContext, lastLines, runGit, runGitScript } from "./git.ts";
import { headCommit } from "./worktree.ts";

export interface CloneOptions {
  /** Where git fetches from: the Worker's capability URL. It is not kept in the repository's configuration. */
  url: string;
  /** What `origin` names afterwards. */
  publicUrl: string;
  branch: string;
  /** Commits of history; `null` for all. 1 without it. */
  depth?: number | null;
  timeoutMs: number;
}

/** Why there is no clone. `retryable`: the same clone may work a little later. */
export class CloneFailure extends Error {
  override readonly name = "CloneFailure";
  readonly code: FailureCode;
  readonly retryable: boolean;

  constructor(code: FailureCode, message: string, retryable: boolean) {
    super(message);
    this.code = code;
    this.retryable = retryable;
  }
}

/**
 * Clones one branch into a temporary folder and puts it in the place of `git.repo`, so that a repository that is
 * there is a whole one. Returns the commit at the branch's head. Throws CloneFailure: `branch_not_found`,
 * `repository_empty`, `github_access_lost`, `clone_failed` (network, disk, time).
 */
export async function cloneRepository(git: GitContext, options: CloneOptions): Promise<string> {
  const temporary = `${git.repo}.tmp`;
  const root = { ...git, repo: git.sandbox.root };
  await runGit(root, ["rm", "-rf", temporary], { operation: "clean up", timeoutMs: 60_000 });
  const result = await git.exec(["git", ...cloneArgs(options, temporary)], {
    cwd: root.repo,
    env: GIT_ENV,
    timeoutMs: options.timeoutMs,
  });
  if (result.exitCode !== 0) throw await explain(root, options, result);
  await runGit({ ...git, repo: temporary }, ["git", "remote", "set-url", "origin", options.publicUrl], {
    operation: "set origin",
    timeoutMs: 30_000,
  });
  await runGitScript(root, 'rm -rf "$2" && mv "$1" "$2"', [temporary, git.repo], {
    operation: "put the clone in place",
    timeoutMs: 60_000,
  });
  return headCommit(git);
}

export function cloneArgs({ url, branch, depth = 1 }: CloneOptions, directory: string): string[] {
  const shallow = depth === null ? [] : ["--depth", String(depth)];
  return [
    ...[
      "clone",
      "--quiet",
      "--template=",
      "--no-tags",
      "--single-branch",
      "--no-recurse-submodules",
      ...shallow,
    ],
    ...["--origin", "origin", "--branch", branch, "--", url, directory],
  ];
}

const ACCESS =
  /authentication failed|could not read username|returned error: 40[134]|repository .*not found|access denied/i;
const NETWORK =
  /could not resolve|failed to connect|connection (refused|reset|timed out)|early eof|unexpected disconnect|returned error: (429|5\d\d)|transfer closed|too slow|ssl|gnutls|empty reply/i;

async function explain(git: GitContext, options: CloneOptions, result: ExecResult): Promise<CloneFailure> {
  const said = lastLines(result.stderr).replaceAll(options.url, options.publicUrl);
  if (result.timedOut) {
    return new CloneFailure(
      "clone_failed",
      `The clone did not end within ${options.timeoutMs / 1000} s.`,
      true,
    );
  }
  if (/remote branch .* not found/i.test(said)) return missingBranch(git, options);
  if (/no space left|disk quota/i.test(said)) {
    return new CloneFailure("clone_failed", "The repository does not fit on the sandbox's disk.", false);
  }
  if (ACCESS.test(said)) {
    const message = "GitHub does not let Verne read this repository: it is gone, or access was taken back.";
    return new CloneFailure("github_access_lost", message, false);
  }
  return new CloneFailure("clone_failed", `git clone failed: ${said}`, NETWORK.test(said));
}

/** git says the same about a repository without commits as about a wrong branch. */
async function missingBranch(git: GitContext, { url, branch }: CloneOptions): Promise<CloneFailure> {
  const refs = await git.exec(["git", "ls-remote", "--heads", "--", url], {
    cwd: git.repo,
    env: GIT_ENV,
    timeoutMs: 60_000,
  });
  const empty = refs.exitCode === 0 && refs.stdout.length === 0;
  return empty
    ? new CloneFailure("repository_empty", "The repository has no commits yet.", false)
    : new CloneFailure("branch_not_found", `The repository has no branch "${branch}".`, false);
}
