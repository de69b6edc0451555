import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Git, GitError, line, lineOrNull } from "./run.ts";

export interface Ref {
  /** Full name, `refs/heads/main`. */
  name: string;
  sha: string;
  /** ISO 8601 date of the commit. */
  date: string;
}

/** The id of the commit that a revision names, or null. */
export async function resolve(git: Git, gitDir: string, revision: string): Promise<string | null> {
  if (revision.startsWith("-")) return null;
  if (COMMIT_REF.test(revision)) return readRef(gitDir, revision);
  return lineOrNull(git(["rev-parse", "--verify", "--quiet", `${revision}^{commit}`], { gitDir }));
}

export async function branchHead(git: Git, gitDir: string, branch: string): Promise<string | null> {
  return resolve(git, gitDir, `refs/heads/${branch}`);
}

/** Full names of what holds commits and nothing else, free of what git or a file system reads something into. */
const COMMIT_REF = /^refs\/(?:heads|pull)\/(?!.*(?:\.\.|\/\/|@\{))[^\s~^:?*[\\]+$/;

/** From the files: it is asked for all the time, and a git process for each answer was half of all of them. */
async function readRef(gitDir: string, name: string): Promise<string | null> {
  const loose = await readFile(join(gitDir, name), "utf8").catch(() => "");
  const sha = /^[0-9a-f]{40}(?=\n)/.exec(loose)?.[0];
  if (sha !== undefined) return sha;
  const packed = await readFile(join(gitDir, "packed-refs"), "utf8").catch(() => "");
  const row = packed.split("\n").find((row) => row.endsWith(` ${name}`));
  return row === undefined ? null : row.slice(0, 40);
}

/** Name of the branch that HEAD refers to, whether it exists or not. */
export async function headBranch(gitDir: string): Promise<string> {
  const head = await readFile(join(gitDir, "HEAD"), "utf8");
  return head.trimEnd().replace(/^ref: refs\/heads\//, "");
}

/** Refs under a prefix (`refs/heads/`), by name. */
export async function listRefs(git: Git, gitDir: string, prefix: string): Promise<Ref[]> {
  const format = "%(refname)%00%(objectname)%00%(committerdate:unix)";
  const output = line(await git(["for-each-ref", `--format=${format}`, prefix], { gitDir }));
  if (output === "") return [];
  return output.split("\n").map((row) => {
    const [name = "", sha = "", seconds = "0"] = row.split("\0");
    return { name, sha, date: new Date(Number(seconds) * 1000).toISOString().replace(".000Z", "Z") };
  });
}

export async function isValidRef(git: Git, name: string): Promise<boolean> {
  return (await lineOrNull(git(["check-ref-format", name]))) !== null;
}

export async function isAncestor(git: Git, gitDir: string, ancestor: string, of: string): Promise<boolean> {
  return (await lineOrNull(git(["merge-base", "--is-ancestor", ancestor, of], { gitDir }))) !== null;
}

/** Moves a ref only if it still points to `from` (null: must not exist). False: another writer moved it first. */
export async function moveRef(
  git: Git,
  gitDir: string,
  name: string,
  to: string,
  from: string | null,
): Promise<boolean> {
  try {
    await git(["update-ref", name, to, from ?? "0".repeat(40)], { gitDir });
    return true;
  } catch (error) {
    if (error instanceof GitError) return false;
    throw error;
  }
}
