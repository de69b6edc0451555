/** Each hostile repository through what the platform itself does with one: clone, look, read, reset, run the tests. */
import { execFile as start } from "node:child_process";
import { mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { createGit, type Git } from "../../local/github/git/run.ts";
import { HOSTILE_REPOS, type HostileRepo, OUTSIDE } from "../../local/testing/hostile-repos.ts";
import { Builder } from "../../local/testing/raw-repo.ts";
import { type Runner, startRunner } from "../../sandbox/runner/server.ts";
import { buildTools } from "../../sandbox/tools/build.ts";
import { CheckoutSnapshot } from "../agent/context/snapshot.ts";
import { Disk } from "../task/change-set/disk.ts";
import { CloneFailure, cloneRepository } from "./clone.ts";
import { execIn, runToEnd } from "./collect.ts";
import { localSandbox } from "./local.ts";
import { type GitServer, serveGit } from "./testing/git-http.ts";
import { resetTo } from "./worktree.ts";

const execFile = promisify(start);
const SECRET = "what-lies-outside-of-the-checkout";
const MIB = 1_048_576;
const utf8 = new TextDecoder();

let folder: string;
let git: Git;
let server: GitServer;
let runner: Runner;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "verne-hostile-"));
  git = createGit(join(folder, "git-home"));
  await mkdir(join(folder, "served/git"), { recursive: true });
  server = await serveGit(join(folder, "served"));
  runner = await startRunner({
    dataDir: join(folder, "runner"),
    toolsDir: join(await buildTools(), ".."),
    isolation: "auto",
    workerUrl: server.url,
    limits: { memoryBytes: 400 * MIB, diskBytes: 300 * MIB, cpuSeconds: 60 },
  });
});
afterAll(async () => {
  await runner.close();
  await server.close();
  await execFile("rm", ["-rf", folder]);
});

/** Files that a payload left, anywhere below the test's own folder: tasks, runner, server; however deep. */
const taken = async () => (await execFile("find", [folder, "-name", "pwned"])).stdout;

/** Serves the repository, clones it into a sandbox of its own and does with it what a task does before any edit. */
async function useOf({ make, leads = [], read: isRead }: HostileRepo, name: string) {
  const gitDir = join(folder, `served/git/${name}.git`);
  await git(["init", "--quiet", "--bare", gitDir]);
  const commit = await make(new Builder(git, gitDir));
  const sandbox = await localSandbox({ ...runner, taskId: name });
  const context = { exec: execIn(sandbox), sandbox, repo: `${sandbox.root}/repo` };
  const sh = async (script: string, cwd = context.repo) => {
    const ran = await runToEnd(sandbox, ["/bin/sh", "-c", script], { cwd, timeoutMs: 60_000 });
    return utf8.decode(ran.stdout);
  };
  const outside = () => sh(`cat ${OUTSIDE.replace("../", "")}`, sandbox.root);
  await sandbox.write(`${context.repo}/${OUTSIDE}`, new TextEncoder().encode(SECRET));
  const clone = {
    ...{ url: `${sandbox.workerUrl ?? server.url}/git/${name}.git`, publicUrl: "https://github.com/a/b.git" },
    ...{ bearer: "x", branch: "main", commit, timeoutMs: 60_000 },
  };
  const facts = await cloneRepository(context, clone).catch((error: unknown) => error);
  if (facts instanceof Error)
    return { refusal: facts, described: "", seen: "", reset: "", outside: await outside() };
  const look = 'echo "Look into it" > ../prompt; verne-tools context --root . --prompt-file ../prompt';
  const described = isRead ? await sh(look) : "";
  const disk = new Disk(sandbox, context);
  const read = await Promise.all(["app.txt", ...leads].map((path) => disk.at(path)));
  await sandbox.write(`${context.repo}/app.txt`, new TextEncoder().encode("changed\n"));
  await resetTo(context, commit, ["node_modules/"]);
  const reset = await sh("cat app.txt");
  const texts = read.flatMap((found) => ("bytes" in found ? [utf8.decode(found.bytes)] : []));
  return {
    refusal: null,
    described,
    seen: `${described}${texts.join("")}`,
    reset,
    outside: await outside(),
  };
}

const TRIED = HOSTILE_REPOS.filter(({ long }) => !long || inject("long"));

describe("a hostile repository", () => {
  it.each(TRIED.map((repo, index) => [repo.name, repo, index] as const))(
    "with %s gets nowhere",
    async (_name, repo, index) => {
      const used = await useOf(repo, `hostile-${index}`);
      expect(used.refusal === null ? "done" : "refused", String(used.refusal)).toBe(repo.clone);
      if (used.refusal) {
        expect(used.refusal).toBeInstanceOf(CloneFailure);
        expect(used.refusal.message).toMatch(repo.because ?? /invalid path/);
      } else {
        expect(used.reset).toBe("one\n");
        if (repo.read) expect(() => CheckoutSnapshot.parse(JSON.parse(used.described))).not.toThrow();
      }
      expect(used.seen).not.toContain(SECRET);
      expect(used.outside).toBe(SECRET);
      expect(await taken()).toBe("");
    },
  );
});
