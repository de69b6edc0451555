import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { Octokit } from "@octokit/rest";
import { readDescription } from "./description/described.ts";
import { type GitHub, type GitHubOptions, startGitHub } from "./server.ts";

const exec = promisify(execFile);

/** A stand-in in a scratch directory, for tests. `stop` removes everything. */
export interface GitHubFixture {
  github: GitHub;
  /** Scratch space beside the stand-in's data. */
  dir: string;
  ada: string;
  grace: string;
  /** A client whose answers are compared with GitHub's description. */
  octokit(auth?: string): Octokit;
  /** Operations that were answered so far, and where an answer was not as GitHub describes it. */
  described: { seen: Set<string>; differences: Set<string> };
  restart(options?: Partial<GitHubOptions>): Promise<GitHub>;
  stop(): Promise<void>;
}

export async function startFixture(options: Partial<GitHubOptions> = {}): Promise<GitHubFixture> {
  const dir = await mkdtemp(path.join(tmpdir(), "verne-github-test-"));
  const start = (more: Partial<GitHubOptions>): Promise<GitHub> =>
    startGitHub({ dataDir: path.join(dir, "data"), port: 0, controls: true, ...options, ...more });
  const github = await start({});
  const described = { seen: new Set<string>(), differences: new Set<string>() };
  const fixture: GitHubFixture = {
    github,
    dir,
    described,
    octokit: (auth) =>
      new Octokit({
        baseUrl: fixture.github.apiUrl,
        auth,
        log: quiet,
        request: { fetch: comparing(fixture.github.apiUrl, described) },
      }),
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

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const describe = readDescription();

/** `fetch`, which notes what about an answer is not as GitHub describes it. */
function comparing(apiUrl: string, { seen, differences }: GitHubFixture["described"]): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    const path = decodeURIComponent(pathname).slice(new URL(apiUrl).pathname.length);
    const text = await response.clone().text();
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    // A diff is text, which is not described.
    if (!isJson && text !== "") return response;
    const body: unknown = text === "" ? null : JSON.parse(text);
    const found = describe({ method: init?.method ?? "GET", path, status: response.status, body });
    if (found) seen.add(`${found.id} ${response.status}`);
    for (const problem of found?.problems ?? []) differences.add(problem);
    return response;
  };
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
