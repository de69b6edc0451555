import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { type GitHub, type GitHubOptions, startGitHub } from "./server.ts";

const exec = promisify(execFile);

/** A stand-in in a scratch directory, for tests. `stop` removes everything. */
export interface GitHubFixture {
  github: GitHub;
  /** Scratch space beside the stand-in's data. */
  dir: string;
  ada: string;
  grace: string;
  restart(options?: Partial<GitHubOptions>): Promise<GitHub>;
  stop(): Promise<void>;
}

export async function startFixture(options: Partial<GitHubOptions> = {}): Promise<GitHubFixture> {
  const dir = await mkdtemp(path.join(tmpdir(), "verne-github-test-"));
  const start = (more: Partial<GitHubOptions>): Promise<GitHub> =>
    startGitHub({ dataDir: path.join(dir, "data"), port: 0, controls: true, ...options, ...more });
  const github = await start({});
  const fixture: GitHubFixture = {
    github,
    dir,
    ada: github.issueToken("ada"),
    grace: github.issueToken("grace"),
    async restart(more = {}) {
      await fixture.github.close();
      fixture.github = await start(more);
      return fixture.github;
    },
    async stop() {
      await fixture.github.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
  return fixture;
}

/** The git client as a person has it, without that person's configuration. */
export async function gitClient(cwd: string, ...args: string[]): Promise<string> {
  const env = {
    PATH: process.env.PATH,
    HOME: cwd,
    LC_ALL: "C",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_AUTHOR_NAME: "Test",
    GIT_AUTHOR_EMAIL: "test@example.test",
    GIT_COMMITTER_NAME: "Test",
    GIT_COMMITTER_EMAIL: "test@example.test",
  };
  const options = { cwd, env, maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await exec("git", ["-c", "init.defaultBranch=main", ...args], options);
  return stdout.trimEnd();
}

/** The git address of a repository with a token in it. */
export function cloneUrl(github: GitHub, fullName: string, token: string): string {
  const url = new URL(`${github.webUrl}/${fullName}.git`);
  url.username = "x-access-token";
  url.password = token;
  return url.href;
}
