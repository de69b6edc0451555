import type { FailureCode } from "../protocol/errors.ts";
import { type CheckoutFacts, readFacts } from "./checkout-facts.ts";
import type { ExecResult } from "./collect.ts";
import {
  GIT_ENV,
  type GitContext,
  GitFailure,
  gitDirOf,
  gitEnv,
  gitPlace,
  lastLines,
  runGitScript,
  runInTree,
} from "./git.ts";
import { resetTo } from "./worktree.ts";

export interface CloneOptions {
  /** Where git fetches from: the Worker. It is not kept in the repository's configuration. */
  url: string;
  /** Permission to do so, or null where none is asked for. Reaches git in its environment, and the Worker in a header. */
  bearer: string | null;
  /** What `origin` names afterwards. */
  publicUrl: string;
  /** Null for the repository's own choice: the task's branch may be gone by now, and its commit not. */
  branch: string | null;
  /** What is checked out, wherever the branch stands by now. */
  commit: string;
  /** Commits of history; `null` for all. `HISTORY_DEPTH` without it. */
  depth?: number | null;
  timeoutMs: number;
}

/** Enough for most `git describe`, blame and the ranking of files; docs/architecture.md says what it costs. */
const HISTORY_DEPTH = 400;

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
 * Clones one branch, with its history and the tags inside it, into the platform's folder, checks `commit` out into a
 * temporary one so that the files are the repository's bytes, and puts that in the place of `git.repo`: a checkout that
 * is there is a whole one. Throws CloneFailure: `branch_not_found`, `repository_empty`, `github_access_lost`, `clone_failed` (network,
 * disk, time).
 */
export async function cloneRepository(git: GitContext, options: CloneOptions): Promise<CheckoutFacts> {
  const temporary = { ...git, repo: `${git.repo}.tmp` };
  const cwd = git.sandbox.root;
  const cloned = `${git.sandbox.platform}/clone`;
  const call = { operation: "clean up", timeoutMs: 60_000, cwd };
  const places = [git.repo, temporary.repo, cloned, gitDirOf(git)];
  await runGitScript(temporary, 'rm -rf "$2" "$3"; mkdir "$2"', places, call);
  const { timeoutMs } = options;
  const how = { cwd, env: transferEnv(options), timeoutMs, platform: true };
  const result = await git.exec(["git", ...cloneArgs(options, cloned)], how);
  if (result.exitCode !== 0) throw await explain(git, options, result);
  await runGitScript(temporary, 'rm -rf "$1" "$4"; mv "$3/.git" "$4"; rm -rf "$3"', places, {
    ...call,
    operation: "put the clone in place",
  });
  await fetchCommit(temporary, options);
  const facts = await checkOut(temporary, options).catch((error: unknown) => {
    throw error instanceof GitFailure ? uncheckable(error) : error;
  });
  await runInTree(git, 'mv "$1" "$2"', [temporary.repo, git.repo], {
    ...call,
    operation: "put the checkout in place",
  });
  return facts;
}

async function checkOut(git: GitContext, options: CloneOptions): Promise<CheckoutFacts> {
  const facts = await readFacts(git, { ...options, env: transferEnv(options) });
  await runGitScript(git, 'git remote set-url origin "$1"', [options.publicUrl], {
    operation: "set up the checkout",
    timeoutMs: 30_000,
  });
  await resetTo(git, options.commit);
  return facts;
}

/** What git refuses once it refuses again: names that lead out, links in the place of git's own files, no room. */
const uncheckable = (error: GitFailure): CloneFailure =>
  new CloneFailure("clone_failed", `git cannot check this repository out: ${error.message}`, error.timedOut);

export function cloneArgs(
  { url, branch, depth = HISTORY_DEPTH }: Pick<CloneOptions, "url" | "branch" | "depth">,
  directory: string,
): string[] {
  const shallow = depth === null ? [] : ["--depth", String(depth)];
  return [
    ...["clone", "--quiet", "--template=", "--no-checkout", "--single-branch", "--no-recurse-submodules"],
    ...shallow,
    ...["--origin", "origin", ...(branch === null ? [] : ["--branch", branch]), "--", url, directory],
  ];
}

/** For this address alone; a redirect, which git is told not to follow, would not get it either. */
const transferEnv = ({ url, bearer }: Pick<CloneOptions, "url" | "bearer">) =>
  bearer === null ? gitEnv([]) : gitEnv([[`http.${url}.extraHeader`, `Authorization: Bearer ${bearer}`]]);

/** The branch may have moved on since the task began, or since GitHub was asked where it stands. */
async function fetchCommit(git: GitContext, options: CloneOptions): Promise<void> {
  const { url, commit, depth = HISTORY_DEPTH, timeoutMs } = options;
  const known = await git.exec(["git", "cat-file", "-e", `${commit}^{commit}`], {
    cwd: git.repo,
    env: { ...GIT_ENV, ...gitPlace(git) },
    timeoutMs: 30_000,
    platform: true,
  });
  if (known.exitCode === 0) return;
  const shallow = depth === null ? [] : ["--depth", String(depth)];
  const argv = ["git", "fetch", "--quiet", ...shallow, "--no-tags", url, commit] as const;
  const env = { ...transferEnv(options), ...gitPlace(git) };
  const result = await git.exec(argv, { cwd: git.repo, env, timeoutMs, platform: true });
  if (result.exitCode !== 0) throw await explain(git, options, result);
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
async function missingBranch(git: GitContext, options: CloneOptions): Promise<CloneFailure> {
  const { url, branch } = options;
  const refs = await git.exec(["git", "ls-remote", "--heads", "--", url], {
    cwd: git.sandbox.root,
    env: transferEnv(options),
    timeoutMs: 60_000,
  });
  const empty = refs.exitCode === 0 && refs.stdout.length === 0;
  return empty
    ? new CloneFailure("repository_empty", "The repository has no commits yet.", false)
    : new CloneFailure("branch_not_found", `The repository has no branch "${branch}".`, false);
}
