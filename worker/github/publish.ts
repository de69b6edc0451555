import { freeNames, ownHead, trailer, type Where } from "./branch.ts";
import { assertSafe, type Change, isWorkflow, PublishFailure, sensitivePaths } from "./change.ts";
import { repoParams } from "./client.ts";
import { GitHubFailure } from "./failure.ts";
import { inertText } from "./markdown.ts";
import { closedPull, ensurePull, openPull } from "./pull.ts";
import { getBranch, getRepo, noPush } from "./repos.ts";
import { createTree } from "./tree.ts";

export interface PublishInput extends Where {
  baseBranch: string;
  /** What the names of new branches are made of; see `branchStem`. */
  stem: string;
  /** The branch that the task published on before; null: it gets a name that nobody has taken. */
  branch: string | null;
  /** Names that the task must not use again. */
  leftBranches: readonly string[];
  /** The whole change against `baseCommit`, in a follow-up as well. */
  changes: readonly Change[];
  /** The tree of what was seen, as Verne computed it. */
  wantTree: string;
  /** Commit message; it is made inert, and a trailer that names the branch is added. */
  message: string;
  pr: { title: string; body: string; draft: boolean };
  /** True once a person has seen the diff: workflows, CODEOWNERS and the like may then be published. */
  allowSensitive?: boolean;
  /** Stores the branch's name. Called before each first write that GitHub shows; what it throws stops the publishing. */
  onWrite(branch: string): void;
  /** True once nobody wants a pull request any more. */
  isStopped(): boolean;
}

/** It was stopped after the branch was written and before there was a pull request. */
export class PublishStopped extends Error {
  override readonly name = "PublishStopped";
}

export interface Published {
  /** The repository's name as GitHub has it now. */
  repo: string;
  url: string;
  number: number;
  branch: string;
  commit: string;
  /** False as well where the repository does not have draft pull requests. */
  draft: boolean;
}

/** A step that may lose a race with itself (two deliveries of one message) is done again this often. */
const ATTEMPTS = 3;

/**
 * Commits the change to the task's branch and opens its draft pull request, or brings both up to date. Safe to call
 * again at any point: a branch that already has the wanted tree is taken as it is, an open pull request is updated,
 * and there is never a second one. The base branch is never written and nothing is ever forced.
 *
 * Throws PublishFailure (see PublishRefusal) for what a person has to solve, PublishStopped, and GitHubFailure.
 */
export async function publish(wanted: PublishInput): Promise<Published> {
  assertSafe(wanted.changes);
  assertAllowed(wanted);
  const repo = await writableRepo(wanted);
  const input = { ...wanted, repo };
  await requireBase(input);
  const where = { repo, baseBranch: input.baseBranch, branch: input.branch ?? "" };
  const existing = input.branch === null ? null : await openPull(input.client, where);
  if (existing === null && input.branch !== null) await refuseClosed(input, input.branch);
  try {
    const { branch, commit } = await commitChange(input);
    // A pull request that is there shows the commit already.
    if (existing === null && input.isStopped()) throw new PublishStopped();
    const pull = await ensurePull(input.client, { ...where, branch, existing, pr: input.pr });
    return { repo, url: pull.url, number: pull.number, branch, commit, draft: pull.draft };
  } catch (error) {
    throw explain(error, input);
  }
}

/** The repository's present name. Throws `no_push_permission` where the user may not write to it. */
async function writableRepo({ client, repo }: PublishInput): Promise<string> {
  const { full_name, can_push, archived } = await getRepo(client, repo);
  if (can_push) return full_name;
  throw new PublishFailure(
    "no_push_permission",
    `${noPush(full_name, archived)} Download the change as a patch, or apply it again once you may`,
  );
}

async function requireBase({ client, repo, baseBranch }: PublishInput): Promise<void> {
  try {
    await getBranch(client, repo, baseBranch);
  } catch (error) {
    if (!(error instanceof GitHubFailure) || error.subject !== "branch") throw error;
    throw baseGone(repo, baseBranch);
  }
}

const baseGone = (repo: string, branch: string): PublishFailure =>
  new PublishFailure(
    "base_branch_gone",
    `The branch ${branch} is gone from ${repo}, so that no pull request can go into it. Download the change as a patch, or bring the branch back and apply again`,
  );

function assertAllowed(input: PublishInput): void {
  const sensitive = sensitivePaths(input.changes.map((change) => change.path));
  if (sensitive.length === 0 || input.allowSensitive) return;
  const names = sensitive.slice(0, 5).join(", ");
  throw new PublishFailure(
    "sensitive_path",
    `These files are only published after a person has seen the diff: ${names}`,
  );
}

async function refuseClosed({ client, repo, baseBranch }: PublishInput, branch: string): Promise<void> {
  const closed = await closedPull(client, { repo, baseBranch, branch });
  if (closed === null) return;
  const word = closed.merged ? "merged" : "closed";
  throw new PublishFailure(
    `pull_request_${word}`,
    `Pull request #${closed.number} of this task was ${word}. Applying again opens another one with the whole change, on a new branch`,
  );
}

/** Puts the wanted tree on the branch, on top of what Verne put there before. Returns branch and commit. */
async function commitChange(input: PublishInput): Promise<{ branch: string; commit: string }> {
  let tree: string | null = null;
  for (let attempt = 1; ; attempt++) {
    const { branch } = input;
    const head = branch === null ? null : await ownHead(input, branch);
    if (branch !== null && head?.tree === input.wantTree) {
      input.onWrite(branch);
      return { branch, commit: head.sha };
    }
    tree ??= await wantedTree(input);
    if (branch === null || head === null) return createBranch(input, tree);
    try {
      return await updateBranch(input, tree, branch, head.sha);
    } catch (error) {
      // GitHub's word for a branch that moved since it was read.
      const raced = error instanceof GitHubFailure && /not a fast forward/i.test(error.message);
      if (!raced || attempt === ATTEMPTS) throw error;
    }
  }
}

/** Creates the branch under the first name that GitHub takes. */
async function createBranch(input: PublishInput, tree: string): Promise<{ branch: string; commit: string }> {
  let refusal = "every name that Verne tried is taken";
  for await (const branch of namesFor(input)) {
    const commit = await makeCommit(input, tree, branch, input.baseCommit);
    input.onWrite(branch);
    try {
      await input.client.git.createRef({
        ...repoParams(input.repo),
        ref: `refs/heads/${branch}`,
        sha: commit,
      });
      return { branch, commit };
    } catch (error) {
      if (!(error instanceof GitHubFailure) || error.kind !== "validation") throw error;
      // An earlier request whose answer was lost may have created it.
      const own = await ownHead(input, branch).catch(nullWhereMoved);
      if (own?.tree === input.wantTree) return { branch, commit: own.sha };
      refusal = error.message.replaceAll(/\s+/g, " ").trim();
    }
  }
  throw new PublishFailure(
    "branch_refused",
    `No branch could be created in ${input.repo}: ${refusal}. Ask who looks after its rules to allow branches like verne/*, or download the change as a patch`,
  );
}

/** The name that was stored comes first: GitHub may have lost the branch since. */
async function* namesFor(input: PublishInput): AsyncGenerator<string, void, undefined> {
  if (input.branch !== null) yield input.branch;
  for await (const name of freeNames(input, input.stem, input.leftBranches))
    if (name !== input.branch) yield name;
}

function nullWhereMoved(error: unknown): null {
  if (error instanceof PublishFailure) return null;
  throw error;
}

async function updateBranch(
  input: PublishInput,
  tree: string,
  branch: string,
  head: string,
): Promise<{ branch: string; commit: string }> {
  const sha = await makeCommit(input, tree, branch, head);
  input.onWrite(branch);
  await input.client.git.updateRef({ ...repoParams(input.repo), ref: `heads/${branch}`, sha, force: false });
  return { branch, commit: sha };
}

/** Nobody sees it before a branch leads to it. */
async function makeCommit(
  input: PublishInput,
  tree: string,
  branch: string,
  parent: string,
): Promise<string> {
  const message = withTrailer(inertText(input.message), trailer(branch));
  // No author: GitHub then signs the commits of an App, and takes the token's owner otherwise.
  const where = repoParams(input.repo);
  return (await input.client.git.createCommit({ ...where, message, tree, parents: [parent] })).data.sha;
}

async function wantedTree(input: PublishInput): Promise<string> {
  const repo = repoParams(input.repo);
  const base = await input.client.git
    .getCommit({ ...repo, commit_sha: input.baseCommit })
    .catch((error: unknown) => {
      if (!(error instanceof GitHubFailure) || error.kind !== "not_found") throw error;
      // Not a matter of rights, as the same answer to a write is.
      throw new GitHubFailure("validation", 422, `Commit ${input.baseCommit} is gone from ${input.repo}`);
    });
  const tree = await createTree(input.client, repo, base.data.tree.sha, input.changes);
  if (tree === base.data.tree.sha) throw new PublishFailure("no_changes", "There is no change to publish");
  if (tree !== input.wantTree) {
    throw new PublishFailure(
      "tree_mismatch",
      `GitHub made tree ${tree} of the change, and what was seen is ${input.wantTree}; nothing was published`,
    );
  }
  return tree;
}

/** Joins the message's own trailers where it ends with some: git reads only the last paragraph. */
export function withTrailer(message: string, line: string): string {
  const body = message.trimEnd();
  const last = body.split("\n\n").slice(1).at(-1) ?? "";
  const hasTrailers = last.split("\n").every((row) => /^[A-Za-z][A-Za-z-]*: \S/.test(row));
  return `${body}${hasTrailers ? "\n" : "\n\n"}${line}\n`;
}

/** The reason a person can act on, where GitHub's answer to a write is none. */
function explain(error: unknown, input: PublishInput): unknown {
  if (!(error instanceof GitHubFailure) || error instanceof PublishFailure) return error;
  // A pull request cannot go into a branch that went away meanwhile.
  if (error.kind === "validation" && /\bbase: invalid\b/.test(error.message))
    return baseGone(input.repo, input.baseBranch);
  if (error.kind === "validation" && /protected|rule violations/i.test(error.message))
    return new PublishFailure("branch_refused", error.message);
  if (error.kind !== "not_found" && error.kind !== "forbidden") return error;
  // It may write, as was just read, but not this, or not with this sign-in.
  if (input.changes.some((change) => isWorkflow(change.path)))
    return new PublishFailure(
      "workflow_permission",
      "The change touches GitHub workflows, and the sign-in may not write those. Sign in again with that permission, or download the change as a patch",
    );
  return new PublishFailure(
    "no_push_permission",
    `GitHub does not let your sign-in write to ${input.repo} (${error.message}). Its organisation may have to approve Verne. Download the change as a patch, or apply it again once it may`,
  );
}
