/** The repository of a task in the GitHub stand-in, and the published change with its hidden tests. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GitError } from "../../local/github/git/run.ts";
import type { GitHub } from "../../local/github/server.ts";
import { fillRepository } from "../../local/testing/trial-repo.ts";
import type { BenchTask } from "./tasks.ts";

/** As much history as a task's own clone has. */
const DEPTH = 400;
const HIDDEN_REF = "refs/bench/hidden";

/** Adds the repository with the task's commit as `main`, and returns its name. Rejects with git's reason. */
export async function addTaskRepository(github: GitHub, { source }: BenchTask): Promise<string> {
  const fullName = `bench/${randomUUID()}`;
  await github.addRepository(fullName, async (git, gitDir) => {
    if (source.kind === "files")
      return fillRepository(git, gitDir, { commits: [{ files: source.files, message: "Start" }] });
    const fetch = (what: string[]) => git(["fetch", "--quiet", "--no-tags", ...what], { gitDir });
    const remote = /^[a-z+]+:\/\//.test(source.from);
    // A server gives a commit by its whole name only, and a folder gives what its branches have.
    if (remote) await fetch(["--depth", String(DEPTH), source.from, source.commit]);
    else await fetch([source.from, "+refs/*:refs/import/*"]);
    await git(["update-ref", "refs/heads/main", source.commit], { gitDir });
  });
  return fullName;
}

/**
 * A bundle of one commit without history: the files of `revision`, with the files of the hidden tests as they were at
 * the base, and then as the hidden tests have them. So a change cannot answer its own tests.
 */
export async function bundleWithHidden(
  github: GitHub,
  fullName: string,
  { revision, base, hidden }: { revision: string; base: string; hidden: BenchTask["hidden"] },
): Promise<Uint8Array> {
  const { git } = github;
  const gitDir = github.gitDir(fullName);
  const dir = await mkdtemp(join(tmpdir(), "verne-bench-hidden-"));
  try {
    const env = { GIT_INDEX_FILE: join(dir, "index"), GIT_WORK_TREE: dir };
    const run = async (args: string[], input?: string) =>
      (await git(args, { gitDir, env, ...(input === undefined ? {} : { input }) })).toString().trim();
    await run(["read-tree", revision]);
    for (const path of pathsOf(hidden.patch)) {
      const entry = await run(["ls-tree", base, "--", path]);
      await run(["update-index", "--force-remove", "--", path]);
      const [mode = "", , object = ""] = entry.split(/\s/);
      if (object !== "") await run(["update-index", "--add", "--cacheinfo", `${mode},${object},${path}`]);
    }
    if (hidden.patch.trim() !== "")
      await run(["apply", "--cached", "--whitespace=nowarn", "-"], withEnd(hidden.patch));
    for (const [path, text] of Object.entries(hidden.files)) {
      const object = await run(["hash-object", "-w", "--stdin"], text);
      await run(["update-index", "--add", "--cacheinfo", `100644,${object},${path}`]);
    }
    const commit = await run(["commit-tree", await run(["write-tree"]), "-m", "With the hidden tests"]);
    await run(["update-ref", HIDDEN_REF, commit]);
    return await git(["bundle", "create", "-", HIDDEN_REF], { gitDir });
  } catch (error) {
    if (error instanceof GitError) throw new Error(`the hidden tests do not fit: ${error.stderr.trim()}`);
    throw error;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Every path that a patch names, on either side. */
export function pathsOf(patch: string): string[] {
  const named = [...patch.matchAll(/^(?:---|\+\+\+) (?:[ab]\/)(.+?)\t?$/gm)].map(([, path = ""]) => path);
  return [...new Set(named)];
}

const withEnd = (patch: string): string => (patch.endsWith("\n") ? patch : `${patch}\n`);
