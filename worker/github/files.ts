/** The paths of a branch, for completing a name while it is typed. */
import type { FileList } from "../protocol/index.ts";
import { type GitHubClient, repoParams } from "./client.ts";
import { getBranch } from "./repos.ts";

interface Listing {
  paths: readonly string[];
  /** GitHub cuts trees of more than 100,000 entries or 7 MB. */
  cut: boolean;
}

/** Someone types for less than this; a path that was pushed in between is found afterwards. */
const KEPT_MS = 60_000;
/** Listings stay in the memory of one isolate, which has 128 MB for everything. */
const MAX_KEPT = 8;

/** Listings of a moment ago. Each belongs to one user, so that access that GitHub took away ends with it. */
export class FileListings {
  /** Results, never promises: one that belongs to another request hangs for good once that request has ended. */
  readonly #kept = new Map<string, { at: number; listing: Listing }>();

  /**
   * The paths of `branch` as `userId` may read them, kept for a minute; `now` in ms. GitHubFailure `not_found` with
   * its subject, or `empty_repository`.
   */
  async of(
    client: GitHubClient,
    where: { userId: string; repo: string; branch: string },
    now: number,
  ): Promise<Listing> {
    const key = JSON.stringify([where.userId, where.repo, where.branch]);
    const kept = this.#kept.get(key);
    if (kept && now - kept.at < KEPT_MS) return kept.listing;
    const listing = await readListing(client, where.repo, where.branch);
    this.#kept.delete(key);
    this.#kept.set(key, { at: now, listing });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return listing;
  }
}

async function readListing(client: GitHubClient, repo: string, branch: string): Promise<Listing> {
  // By commit: a branch's name may look like a tag or an object id.
  const { commit } = await getBranch(client, repo, branch);
  const { data } = await client.git.getTree({ ...repoParams(repo), tree_sha: commit, recursive: "1" });
  const paths = data.tree.flatMap(({ type, path }) => (type === "blob" && path ? [path] : []));
  return { paths, cut: data.truncated };
}

/**
 * The paths that contain `query` in any case, the likeliest first: the file's whole name, its beginning, the rest of
 * the name, then the folders; shorter paths first among equals. Without a query, what lies nearest to the root.
 */
export function rankFiles({ paths, cut }: Listing, query: string, limit: number): FileList {
  const wanted = query.trim().toLowerCase();
  const found = paths.flatMap((path) => {
    const rank = wanted === "" ? depthOf(path) : rankOf(path.toLowerCase(), wanted);
    return rank === null ? [] : [{ path, rank }];
  });
  found.sort(
    (a, b) => a.rank - b.rank || a.path.length - b.path.length || (a.path < b.path ? -1 : 1), // paths differ
  );
  return {
    items: found.slice(0, limit).map(({ path }) => path),
    truncated: cut || found.length > limit,
  };
}

const depthOf = (path: string): number => path.split("/").length;

function rankOf(path: string, wanted: string): number | null {
  if (!path.includes(wanted)) return null;
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (name === wanted || name.startsWith(`${wanted}.`)) return 0;
  if (name.startsWith(wanted)) return 1;
  return name.includes(wanted) ? 2 : 3;
}
