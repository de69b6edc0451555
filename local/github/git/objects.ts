import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Git, GitError, line, lineOrNull } from "./run.ts";

export interface Signature {
  name: string;
  email: string;
  /** ISO 8601, to the second. */
  date: string;
}

export interface CommitObject {
  sha: string;
  tree: string;
  parents: string[];
  author: Signature;
  committer: Signature;
  message: string;
}

export interface TreeEntry {
  mode: string;
  type: "blob" | "tree" | "commit";
  sha: string;
  /** Bytes of a blob, null for anything else. */
  size: number | null;
  path: string;
}

/** One wanted change of a tree. `sha: null` deletes; `content` is text that becomes a blob. */
export interface TreeChange {
  path: string;
  mode: string;
  sha?: string | null;
  content?: string;
}

/** A tree request that git cannot carry out; the message is what the API answers with 422. */
export class TreeRefused extends Error {
  override readonly name = "TreeRefused";
}

export async function objectType(git: Git, gitDir: string, sha: string): Promise<string | null> {
  return /^[0-9a-f]{40}$/.test(sha) ? lineOrNull(git(["cat-file", "-t", sha], { gitDir })) : null;
}

export async function writeBlob(git: Git, gitDir: string, bytes: Uint8Array): Promise<string> {
  return line(await git(["hash-object", "-w", "--stdin"], { gitDir, input: bytes }));
}

/** Texts become blobs by one process; the answer has their ids in the same order. */
async function writeTexts(git: Git, gitDir: string, texts: string[], scratch: string): Promise<string[]> {
  if (texts.length === 0) return [];
  const files = texts.map((_, index) => path.join(scratch, String(index)));
  await Promise.all(files.map((file, index) => writeFile(file, texts[index] ?? "")));
  const output = await git(["hash-object", "-w", "--no-filters", "--stdin-paths"], {
    gitDir,
    input: `${files.join("\n")}\n`,
  });
  return line(output).split("\n");
}

async function indexPaths(git: Git, gitDir: string, env: Record<string, string>): Promise<Set<string>> {
  const listed = (await git(["ls-files", "-z"], { gitDir, env })).toString();
  return new Set(listed.split("\0").filter((name) => name !== ""));
}

/**
 * Applies changes to a tree (or to nothing) through a temporary index and returns the new tree's id.
 * Throws TreeRefused for a missing object, a path that git refuses, and the deletion of a missing path.
 */
export async function writeTree(
  git: Git,
  gitDir: string,
  baseTree: string | null,
  changes: TreeChange[],
): Promise<string> {
  const scratch = await mkdtemp(path.join(tmpdir(), "verne-github-"));
  const env = { GIT_INDEX_FILE: path.join(scratch, "index") };
  try {
    await git(["read-tree", baseTree ?? "--empty"], { gitDir, env });
    const present = await indexPaths(git, gitDir, env);
    const gone = changes.find((change) => change.sha === null && !present.has(change.path));
    if (gone) throw new TreeRefused("GitRPC::BadObjectState");

    const inline = changes.filter((change) => change.content !== undefined);
    const ids = await writeTexts(
      git,
      gitDir,
      inline.map((change) => change.content ?? ""),
      scratch,
    );
    const idOf = new Map(inline.map((change, index) => [change, ids[index]]));
    const records = changes.map((change) =>
      change.sha === null
        ? `0 ${"0".repeat(40)}\t${change.path}\0`
        : `${change.mode} ${idOf.get(change) ?? change.sha}\t${change.path}\0`,
    );
    // Deletions first, so that a file may become a directory and the other way round.
    records.sort((a, b) => Number(b.startsWith("0 ")) - Number(a.startsWith("0 ")));
    await git(["update-index", "-z", "--replace", "--index-info"], { gitDir, env, input: records.join("") });
    return line(await git(["write-tree"], { gitDir, env }));
  } catch (error) {
    if (error instanceof TreeRefused || !(error instanceof Error) || error.name !== "GitError") throw error;
    throw new TreeRefused(
      /invalid path|Invalid path/.test(error.message)
        ? "tree.path contains a malformed path component"
        : "tree.sha is not a valid blob",
    );
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

export async function readTree(
  git: Git,
  gitDir: string,
  tree: string,
  recursive: boolean,
): Promise<TreeEntry[]> {
  const args = ["ls-tree", "-z", "--long", ...(recursive ? ["-r", "-t"] : []), tree];
  const output = (await git(args, { gitDir })).toString();
  return output
    .split("\0")
    .filter((record) => record !== "")
    .map((record) => {
      const tab = record.indexOf("\t");
      const [mode = "", type = "", sha = "", size = "-"] = record.slice(0, tab).split(/ +/);
      return {
        mode,
        // ls-tree prints exactly these three words.
        type: type as TreeEntry["type"],
        sha,
        size: size === "-" ? null : Number(size),
        path: record.slice(tab + 1),
      };
    });
}

const stamp = (who: Signature): string =>
  `${who.name} <${who.email}> ${Math.floor(Date.parse(who.date) / 1000)} +0000`;

/** Stores a commit exactly as given: the message gets no line end of git's own. */
export async function writeCommit(
  git: Git,
  gitDir: string,
  commit: Omit<CommitObject, "sha">,
): Promise<string> {
  const lines = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${stamp(commit.author)}`,
    `committer ${stamp(commit.committer)}`,
    "",
    commit.message,
  ];
  return line(
    await git(["hash-object", "-t", "commit", "-w", "--stdin"], { gitDir, input: lines.join("\n") }),
  );
}

function parseStamp(text: string): Signature {
  const match = /^(.*?) ?<([^>]*)> (\d+)/.exec(text);
  const seconds = Number(match?.[3] ?? 0);
  return {
    name: match?.[1] ?? "",
    email: match?.[2] ?? "",
    date: new Date(seconds * 1000).toISOString().replace(".000Z", "Z"),
  };
}

/** The commit of this full id; null where there is none, or something else. */
export async function findCommit(git: Git, gitDir: string, sha: string): Promise<CommitObject | null> {
  if (!/^[0-9a-f]{40}$/.test(sha)) return null;
  try {
    return await readCommit(git, gitDir, sha);
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}

export async function readCommit(git: Git, gitDir: string, sha: string): Promise<CommitObject> {
  const text = (await git(["cat-file", "commit", sha], { gitDir })).toString();
  const end = text.indexOf("\n\n");
  const header = text.slice(0, end).split("\n");
  const value = (key: string): string[] =>
    header.filter((row) => row.startsWith(`${key} `)).map((row) => row.slice(key.length + 1));
  return {
    sha,
    tree: value("tree")[0] ?? "",
    parents: value("parent"),
    author: parseStamp(value("author")[0] ?? ""),
    committer: parseStamp(value("committer")[0] ?? ""),
    message: text.slice(end + 2),
  };
}
