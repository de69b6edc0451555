/** The branch of a task's change: which name it gets, whose work is on it, and how it is taken back. */
import { PublishFailure } from "./change.ts";
import { type GitHubClient, repoParams } from "./client.ts";
import { GitHubFailure } from "./failure.ts";
import { openPull, type PullRef } from "./pull.ts";

export interface Where {
  client: GitHubClient;
  /** `owner/name`. */
  repo: string;
  /** The commit the task started from. */
  baseCommit: string;
}

const FOLDER = "verne";
/** A ref `Verne` is another one on GitHub, and the same on the disk of most of its users. */
const FOLDER_SPELLINGS = [FOLDER, "Verne", "VERNE"];
/** Names that are tried before a refusal counts as meant. */
const MAX_NAMES = 4;

function nameOf(stem: string, n: number): string {
  if (n === 0) return `${FOLDER}/${stem}`;
  return n === 1 ? `${FOLDER}-${stem}` : `${FOLDER}-${stem}-${n}`;
}

/**
 * Names for the task's branch that nobody has taken, the best first. `left` are names that the task must not use
 * again. A branch named `verne` leaves no room for others below it.
 */
export async function* freeNames(
  { client, repo }: Where,
  stem: string,
  left: readonly string[],
): AsyncGenerator<string, void, undefined> {
  const folderTaken = await anyRef(client, repo, FOLDER_SPELLINGS);
  let offered = 0;
  for (let n = folderTaken ? 1 : 0; offered < MAX_NAMES; n++) {
    const name = nameOf(stem, n);
    if (left.includes(name)) continue;
    offered += 1;
    if (!(await isTaken(client, repo, name))) yield name;
  }
}

async function anyRef(client: GitHubClient, repo: string, names: readonly string[]): Promise<boolean> {
  const found = await Promise.all(names.map((name) => refSha(client, repo, name)));
  return found.some((sha) => sha !== null);
}

/** By a branch of that name, or by one below it. */
async function isTaken(client: GitHubClient, repo: string, name: string): Promise<boolean> {
  const answer = await client.git.listMatchingRefs({ ...repoParams(repo), ref: `heads/${name}` });
  const own = `refs/heads/${name}`;
  return answer.data.some(({ ref }) => ref === own || ref.startsWith(`${own}/`));
}

async function refSha(client: GitHubClient, repo: string, name: string): Promise<string | null> {
  try {
    return (await client.git.getRef({ ...repoParams(repo), ref: `heads/${name}` })).data.object.sha;
  } catch (error) {
    if (error instanceof GitHubFailure && error.kind === "not_found") return null;
    throw error;
  }
}

export const trailer = (branch: string): string => `Verne-Branch: ${branch}`;

/** The branch's head, if there is one. Throws `branch_moved` where somebody else has committed on it. */
export async function ownHead(where: Where, branch: string): Promise<{ sha: string; tree: string } | null> {
  const sha = await refSha(where.client, where.repo, branch);
  if (sha === null) return null;
  const commit = await readCommit(where, sha);
  // The next commit carries the task's whole tree: on top of a foreign commit it would silently undo that one.
  if (sha !== where.baseCommit && !commit.message.includes(trailer(branch)))
    throw new PublishFailure(
      "branch_moved",
      `Somebody else has committed to ${branch}, and Verne does not overwrite that work. Applying again publishes the change on a branch of its own`,
    );
  return { sha, tree: commit.tree };
}

async function readCommit({ client, repo }: Where, sha: string) {
  const { data } = await client.git.getCommit({ ...repoParams(repo), commit_sha: sha });
  return { message: data.message, tree: data.tree.sha, parents: data.parents.map((parent) => parent.sha) };
}

/** What became of a branch that nobody needs any more. */
export type Withdrawn =
  | { kind: "absent" }
  | { kind: "removed" }
  /** Its pull request came to be after all; that one stays. */
  | { kind: "published"; pull: PullRef; commit: string }
  /** It stays, for this reason. */
  | { kind: "kept"; why: string };

/** More commits than a task makes on its branch before it has a pull request. */
const MAX_COMMITS = 20;

/** Removes a branch that holds nothing but the task's own commits and has no pull request. */
export async function withdrawBranch(where: Where, branch: string, baseBranch: string): Promise<Withdrawn> {
  const head = await refSha(where.client, where.repo, branch);
  if (head === null) return { kind: "absent" };
  const pull = await openPull(where.client, { repo: where.repo, branch, baseBranch });
  if (pull) return { kind: "published", pull, commit: head };
  if (!(await isOwn(where, branch, head))) return { kind: "kept", why: "somebody else has committed to it" };
  try {
    await where.client.git.deleteRef({ ...repoParams(where.repo), ref: `heads/${branch}` });
    return { kind: "removed" };
  } catch (error) {
    const refused =
      error instanceof GitHubFailure && error.kind !== "unavailable" && error.kind !== "rate_limited";
    if (refused) return { kind: "kept", why: error.message };
    throw error;
  }
}

async function isOwn(where: Where, branch: string, head: string): Promise<boolean> {
  let sha = head;
  for (let n = 0; sha !== where.baseCommit; n++) {
    const commit = n < MAX_COMMITS ? await readCommit(where, sha) : null;
    const [parent, ...others] = commit?.parents ?? [];
    if (!commit?.message.includes(trailer(branch)) || !parent || others.length > 0) return false;
    sha = parent;
  }
  return true;
}
