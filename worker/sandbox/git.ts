import type { Exec, ExecResult } from "./collect.ts";
import type { Argv, Sandbox } from "./port.ts";

/** What git's functions need of a sandbox, and where the repository is. */
export interface GitContext {
  exec: Exec;
  sandbox: Pick<Sandbox, "root" | "platform" | "isolation" | "read" | "write">;
  /** Absolute path of the working tree, under the sandbox's root. Its `.git` is the task's, and never read. */
  repo: string;
}

/** The repository of the platform, which a task cannot write where there is isolation. */
export const gitDirOf = ({ sandbox }: Pick<GitContext, "sandbox">): string => `${sandbox.platform}/git`;

/** Variables that name the platform's repository, its index and the working tree. */
export const gitPlace = (git: Pick<GitContext, "sandbox" | "repo">): Record<string, string> => ({
  GIT_DIR: gitDirOf(git),
  GIT_WORK_TREE: git.repo,
  GIT_INDEX_FILE: `${gitDirOf(git)}/index`,
});

/** A git command that failed. `message` has the end of what git said. */
export class GitFailure extends Error {
  override readonly name = "GitFailure";
  readonly operation: string;
  readonly exitCode: number | null;
  readonly timedOut: boolean;

  constructor(operation: string, exitCode: number | null, detail: string, timedOut = false) {
    super(`${operation} failed: ${detail}`);
    this.operation = operation;
    this.exitCode = exitCode;
    this.timedOut = timedOut;
  }
}

/**
 * Settings that win over the configuration of any repository: a task's commands can change its own, and where nothing
 * isolates them the platform's too. No hooks, no
 * file system monitor, no transport but HTTP, no credential helper, no background maintenance, and no option under which
 * git would take a changed file for an unchanged one. Filters cannot be switched off this way; the clone's attributes do
 * that (`worktree.ts`). (git-config, "GIT_CONFIG_COUNT"; needs git 2.31.)
 */
const SETTINGS: readonly (readonly [string, string])[] = [
  ["core.hooksPath", "/dev/null"],
  ["core.fsmonitor", "false"],
  ["core.autocrlf", "false"],
  ["core.quotePath", "false"],
  ["core.attributesFile", "/dev/null"],
  ["core.excludesFile", "/dev/null"],
  ["core.sparseCheckout", "false"],
  ["core.symlinks", "true"],
  ["core.fileMode", "true"],
  ["core.ignoreCase", "false"],
  ["core.trustctime", "true"],
  ["core.checkStat", "default"],
  ["core.untrackedCache", "false"],
  ["protocol.allow", "never"],
  ["protocol.http.allow", "always"],
  ["protocol.https.allow", "always"],
  ["protocol.file.allow", "never"],
  ["protocol.ext.allow", "never"],
  ["http.followRedirects", "false"],
  ["credential.helper", ""],
  ["core.askPass", ""],
  // A reflog would keep the address that a clone came from.
  ["core.logAllRefUpdates", "false"],
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  ["submodule.recurse", "false"],
  ["fetch.recurseSubmodules", "false"],
  ["diff.external", ""],
  ["advice.detachedHead", "false"],
  ["user.name", "Verne"],
  ["user.email", "verne@localhost"],
];

const ENVIRONMENT: Readonly<Record<string, string>> = {
  LC_ALL: "C",
  GIT_TERMINAL_PROMPT: "0",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_LFS_SKIP_SMUDGE: "1",
  // Objects as they are, and none that would have to be fetched first.
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_NO_LAZY_FETCH: "1",
  // A transfer that crawls below 1 kB/s for 30 s is given up.
  GIT_HTTP_LOW_SPEED_LIMIT: "1000",
  GIT_HTTP_LOW_SPEED_TIME: "30",
};

/** Environment of a git command, with further settings for it alone. */
export function gitEnv(more: readonly (readonly [string, string])[] = []): Record<string, string> {
  const settings = [...SETTINGS, ...more];
  return {
    ...ENVIRONMENT,
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  };
}

/** Environment of every git command. */
export const GIT_ENV: Readonly<Record<string, string>> = gitEnv();

export interface GitCall {
  /** What failed, in words, for the message of a GitFailure. */
  operation: string;
  timeoutMs: number;
  cwd?: string;
  env?: Record<string, string>;
}

/** Runs a command of the platform on its own repository. Throws GitFailure unless it exits with 0. */
export function runGit(git: GitContext, argv: Argv, call: GitCall): Promise<ExecResult> {
  return run(git, argv, { ...call, env: { ...gitPlace(git), ...call.env }, platform: true });
}

/** Runs a script in the working tree that has no business in the platform's repository. */
export function runInTree(
  git: GitContext,
  script: string,
  args: readonly string[],
  call: GitCall,
): Promise<ExecResult> {
  return run(git, ["/bin/sh", "-ec", script, "tree", ...args], { ...call, platform: false });
}

async function run(git: GitContext, argv: Argv, call: GitCall & { platform: boolean }): Promise<ExecResult> {
  const { cwd = git.repo, timeoutMs, platform } = call;
  const result = await git.exec(argv, { cwd, env: { ...GIT_ENV, ...call.env }, timeoutMs, platform });
  if (result.exitCode === 0) return result;
  const detail = result.timedOut
    ? `no end after ${call.timeoutMs} ms`
    : result.signal === SIGKILL
      ? "it was ended, as whatever goes over a limit of the sandbox is"
      : lastLines(result.stderr);
  throw new GitFailure(call.operation, result.exitCode, detail, result.timedOut);
}

/** Runs several git commands in one process; `$1`, `$2` ... are `args`. Stops at the first that fails. */
export function runGitScript(
  git: GitContext,
  script: string,
  args: readonly string[],
  call: GitCall,
): Promise<ExecResult> {
  return runGit(git, ["/bin/sh", "-ec", script, "git", ...args], call);
}

const SIGKILL = 9;
const MAX_DETAIL_CHARS = 600;

export function lastLines(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes).trim();
  return text === "" ? "git said nothing" : text.slice(-MAX_DETAIL_CHARS);
}
