/** Trees and blobs of a repository by their ids, for what a sandbox does not give truly. */
import { type GitHubClient, repoParams } from "./client.ts";
import { GitHubFailure } from "./failure.ts";

export interface TreeItem {
  /** As GitHub writes it: `040000` for a folder. */
  mode: string;
  name: string;
  oid: string;
}

/** The tree of a commit. GitHubFailure `not_found` for one that GitHub does not have. */
export async function readCommitTree(client: GitHubClient, repo: string, commit: string): Promise<string> {
  const { data } = await client.git.getCommit({ ...repoParams(repo), commit_sha: commit });
  return data.tree.sha;
}

/** One folder. A tree that GitHub cuts is refused as `validation`. */
export async function readTree(client: GitHubClient, repo: string, oid: string): Promise<TreeItem[]> {
  const { data } = await client.git.getTree({ ...repoParams(repo), tree_sha: oid });
  if (data.truncated)
    throw new GitHubFailure("validation", 422, `The folder ${oid} has more entries than GitHub lists`);
  return data.tree.map(({ mode = "", path = "", sha = "" }) => ({ mode, name: path, oid: sha }));
}

/** A blob of a folder; "large" over `maxBytes`, without having read it. */
export async function readBlob(
  client: GitHubClient,
  repo: string,
  { oid, folder, maxBytes }: { oid: string; folder: string; maxBytes: number },
): Promise<Uint8Array | "large"> {
  const where = repoParams(repo);
  const { data } = await client.git.getTree({ ...where, tree_sha: folder });
  const size = data.tree.find((entry) => entry.sha === oid)?.size;
  if (size === undefined || size > maxBytes) return "large";
  const blob = await client.git.getBlob({ ...where, file_sha: oid });
  return Uint8Array.from(atob(blob.data.content.replaceAll("\n", "")), (char) => char.charCodeAt(0));
}
