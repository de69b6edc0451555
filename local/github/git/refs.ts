import { type Git, GitError, line, lineOrNull } from "./run.ts";

export interface Ref {
  /** Full name, `refs/heads/main`. */
  name: string;
  sha: string;
  /** ISO 8601 date of the commit. */
  date: string;
}

export async function resolve(git: Git, gitDir: string, revision: string): Promise<string | null> {
  if (revision.startsWith("-")) return null;
  return lineOrNull(git(["rev-parse", "--verify", "--quiet", `${revision}^{commit}`], { gitDir }));
}

export async function branchHead(git: Git, gitDir: string, branch: string): Promise<string | null> {
  return resolve(git, gitDir, `refs/heads/${branch}`);
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

/** Moves a ref only if it still stands at `from` (null: must not exist). False: somebody was faster. */
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
