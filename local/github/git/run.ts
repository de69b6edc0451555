import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** A git command that ended with a code other than 0. The message is git's own last line. */
export class GitError extends Error {
  override readonly name = "GitError";
  readonly exitCode: number | null;
  readonly stderr: string;

  constructor(args: readonly string[], exitCode: number | null, stderr: string) {
    super(`git ${args[0] ?? ""} failed: ${stderr.trim().split("\n").at(-1) ?? `exit code ${exitCode}`}`);
    this.exitCode = exitCode;
    this.stderr = stderr;
  }
}

interface GitOptions {
  /** Bare repository the command works on. */
  gitDir?: string;
  cwd?: string;
  env?: Record<string, string>;
  input?: Uint8Array | string;
}

/** Runs git with argv and returns what it printed. The user's own git configuration and hooks are never read. */
export interface Git {
  (args: string[], options?: GitOptions): Promise<Buffer>;
  /** The environment that every git process of the stand-in gets. */
  readonly env: Readonly<Record<string, string>>;
}

// safe.directory has to be in a file: git clears the configuration of the environment for upload-pack.
const CONFIG = `[user]
\tname = GitHub stand-in
\temail = standin@example.test
[init]
\tdefaultBranch = main
[safe]
\tdirectory = *
[core]
\tautocrlf = false
\tignoreCase = false
\tprecomposeUnicode = false
\thooksPath = /dev/null
\tquotePath = false
[gc]
\tauto = 0
[receive]
\tfsckObjects = true
[http]
\treceivepack = true
[uploadpack]
\tallowFilter = true
\tallowAnySHA1InWant = true
[transfer]
\thideRefs = refs/import
`;

/** `dataDir` receives the one configuration file that these git processes read. */
export function createGit(dataDir: string): Git {
  mkdirSync(dataDir, { recursive: true });
  const configFile = path.join(dataDir, "gitconfig");
  writeFileSync(configFile, CONFIG);
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? "/usr/local/bin:/usr/bin:/bin",
    HOME: dataDir,
    LC_ALL: "C",
    GIT_CONFIG_GLOBAL: configFile,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
  };
  const run = (args: string[], options: GitOptions = {}): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const argv = options.gitDir === undefined ? args : ["--git-dir", options.gitDir, ...args];
      const child = spawn("git", argv, { cwd: options.cwd ?? dataDir, env: { ...env, ...options.env } });
      const stdout: Buffer[] = [];
      const stderr: Buffer[] = [];
      child.stdout.on("data", (data: Buffer) => stdout.push(data));
      child.stderr.on("data", (data: Buffer) => stderr.push(data));
      child.on("error", (cause) =>
        reject(new Error("git could not be started; is it installed?", { cause })),
      );
      child.on("close", (code) => {
        if (code === 0) resolve(Buffer.concat(stdout));
        else reject(new GitError(args, code, Buffer.concat(stderr).toString()));
      });
      // A command that ends before it has read its input closes the pipe; its exit code says the rest.
      child.stdin.on("error", () => {});
      child.stdin.end(options.input ?? "");
    });
  return Object.assign(run, { env });
}

/** One line of output without its end. */
export const line = (output: Buffer): string => output.toString().trimEnd();

/** The line, or null where git answers with a failure (a missing ref, for one). */
export async function lineOrNull(output: Promise<Buffer>): Promise<string | null> {
  try {
    return line(await output);
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}
