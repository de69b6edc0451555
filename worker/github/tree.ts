import type { Change } from "./change.ts";
import type { GitHubClient } from "./client.ts";
import { inlineText } from "./content.ts";

interface RepoParams {
  owner: string;
  repo: string;
}

interface TreeEntry {
  path: string;
  mode: Change["mode"];
  type: "blob";
  sha?: string | null;
  content?: string;
}

/** GitHub answers 502 for trees of more than about 250 files or 2.5 MB of text. */
const MAX_CHUNK_ENTRIES = 100;
const MAX_CHUNK_BYTES = 1_000_000;

/**
 * Builds the tree of `baseTree` with the changes on GitHub and returns its id. Text goes inline, the rest as blobs;
 * large changes go in several requests, each on top of the one before.
 */
export async function createTree(
  client: GitHubClient,
  repo: RepoParams,
  baseTree: string,
  changes: readonly Change[],
): Promise<string> {
  let tree = baseTree;
  for (const chunk of chunks(await entries(client, repo, changes))) {
    const answer = await client.git.createTree({
      ...repo,
      base_tree: tree,
      // Octokit's type does not know that `sha: null` deletes.
      tree: chunk as Parameters<GitHubClient["git"]["createTree"]>[0] extends { tree: infer T } ? T : never,
    });
    tree = answer.data.sha;
  }
  return tree;
}

async function entries(
  client: GitHubClient,
  repo: RepoParams,
  changes: readonly Change[],
): Promise<TreeEntry[]> {
  const result: TreeEntry[] = [];
  // Deletions first: a file that became a directory must be gone before the directory's files come.
  const ordered = [...changes].sort((a, b) => Number(b.status === "D") - Number(a.status === "D"));
  for (const { path, mode, bytes } of ordered) {
    const text = bytes === null ? null : inlineText(bytes);
    if (bytes === null) result.push({ path, mode, type: "blob", sha: null });
    else if (text !== null) result.push({ path, mode, type: "blob", content: text });
    else result.push({ path, mode, type: "blob", sha: await createBlob(client, repo, bytes) });
  }
  return result;
}

async function createBlob(client: GitHubClient, repo: RepoParams, bytes: Uint8Array): Promise<string> {
  const answer = await client.git.createBlob({ ...repo, content: base64(bytes), encoding: "base64" });
  return answer.data.sha;
}

function base64(bytes: Uint8Array): string {
  // In pieces of a multiple of 3, so that the encoded pieces join; one call has a limit of arguments.
  const size = 3 * 8192;
  let encoded = "";
  for (let at = 0; at < bytes.length; at += size) {
    encoded += btoa(String.fromCharCode(...bytes.subarray(at, at + size)));
  }
  return encoded;
}

/** Cuts a list of entries into requests that GitHub takes. Pure. */
export function chunks(all: readonly TreeEntry[]): TreeEntry[][] {
  const result: TreeEntry[][] = [];
  let current: TreeEntry[] = [];
  let bytes = 0;
  for (const entry of all) {
    const size = (entry.content?.length ?? 0) * 3;
    if (current.length > 0 && (current.length >= MAX_CHUNK_ENTRIES || bytes + size > MAX_CHUNK_BYTES)) {
      result.push(current);
      current = [];
      bytes = 0;
    }
    current.push(entry);
    bytes += size;
  }
  if (current.length > 0) result.push(current);
  return result;
}
