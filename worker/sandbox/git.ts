import type { Exec, ExecResult } from "./collect.ts";
import type { Argv, Sandbox } from "./port.ts";

/** What git's functions need of a sandbox, and where the repository is. */
export interface GitContext {
  exec: Exec;
  sandbox: Pick<Sandbox, "root" | "read" | "write">;
  /** Absolute path of the working tree, under the sandbox's root. */
  repo: string;
}

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
 * Settings that win over a repository's own configuration, which a task's commands can change: no hooks, no
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

/** Runs a command with git's environment. Throws GitFailure unless it exits with 0. */
export async function runGit(git: GitContext, argv: Argv, call: GitCall): Promise<ExecResult> {
  const env = { ...GIT_ENV, ...call.env };
  const result = await git.exec(argv, { cwd: call.cwd ?? git.repo, env, timeoutMs: call.timeoutMs });
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
