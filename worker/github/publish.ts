import { assertSafe, type Change, isWorkflow, PublishFailure, sensitivePaths } from "./change.ts";
import { type GitHubClient, repoParams } from "./client.ts";
import { GitHubFailure } from "./failure.ts";
import { inertText } from "./markdown.ts";
import { closedPull, ensurePull, openPull } from "./pull.ts";
import { createTree } from "./tree.ts";

export interface PublishInput {
  client: GitHubClient;
  /** `owner/name`. */
  repo: string;
  baseBranch: string;
  /** The commit the task started from. Comes from Verne's own record, never from the sandbox. */
  baseCommit: string;
  /** `publishBranch(taskId)`. */
  branch: string;
  /** The whole change against `baseCommit`, in a follow-up as well. */
  changes: readonly Change[];
  /** The tree of what was seen, as Verne computed it. */
  wantTree: string;
  /** Commit message; it is made inert, and a trailer that names the branch is added. */
  message: string;
  pr: { title: string; body: string; draft: boolean };
  /** True once a person has seen the diff: workflows, CODEOWNERS and the like may then be published. */
  allowSensitive?: boolean;
}

export interface Published {
  url: string;
  number: number;
  branch: string;
  commit: string;
  /** False as well where the repository does not have draft pull requests. */
  draft: boolean;
}

/** The one branch of a task. Being derived from the id, it is found again after a crash. */
export const publishBranch = (taskId: string): string => `verne/${taskId}`;

/** A step that may lose a race with itself (two deliveries of one message) is done again this often. */
const ATTEMPTS = 3;

/**
 * Commits the change to the task's branch and opens its draft pull request, or brings both up to date. Safe to call
 * again at any point: a branch that already has the wanted tree is taken as it is, an open pull request is updated,
 * and there is never a second one. The base branch is never written and nothing is ever forced.
 *
 * Throws PublishFailure (see PublishRefusal) for what a person has to solve, and GitHubFailure.
 */
export async function publish(input: PublishInput): Promise<Published> {
  assertSafe(input.changes);
  assertAllowed(input);
  const existing = await openPull(input.client, input);
  if (existing === null) await refuseClosed(input);
  const commit = await commitChange(input);
  const pull = await ensurePull(input.client, { ...input, existing });
  return { url: pull.url, number: pull.number, branch: input.branch, commit, draft: pull.draft };
}

function assertAllowed(input: PublishInput): void {
  const sensitive = sensitivePaths(input.changes.map((change) => change.path));
  if (sensitive.length === 0 || input.allowSensitive) return;
  const names = sensitive.slice(0, 5).join(", ");
  throw new PublishFailure(
    "sensitive_path",
    `These files are only published after a person has seen the diff: ${names}`,
  );
}

async function refuseClosed(input: PublishInput): Promise<void> {
  const closed = await closedPull(input.client, input);
  if (closed === null) return;
  const word = closed.merged ? "merged" : "closed";
  throw new PublishFailure(
    `pull_request_${word}`,
    `Pull request #${closed.number} of this task was ${word}; start a new task for further changes`,
  );
}

/** Puts the wanted tree on the branch, on top of what Verne put there before. Returns the branch's commit. */
async function commitChange(input: PublishInput): Promise<string> {
  let tree: string | null = null;
  for (let attempt = 1; ; attempt++) {
    const head = await ownHead(input);
    if (head !== null && head.tree === input.wantTree) return head.sha;
    try {
      tree ??= await wantedTree(input);
      return await writeBranch(input, tree, head?.sha ?? null);
    } catch (error) {
      // GitHub's word for a branch that came into being, or moved, since it was read.
      const raced =
        error instanceof GitHubFailure && /already exists|not a fast forward/i.test(error.message);
      if (!raced || attempt === ATTEMPTS) throw explain(error, input);
    }
  }
}

/** The branch's head, if there is one. Throws `branch_moved` where somebody else has committed on it. */
async function ownHead(input: PublishInput): Promise<{ sha: string; tree: string } | null> {
  const repo = repoParams(input.repo);
  let sha: string;
  try {
    sha = (await input.client.git.getRef({ ...repo, ref: `heads/${input.branch}` })).data.object.sha;
  } catch (error) {
    if (error instanceof GitHubFailure && error.kind === "not_found") return null;
    throw error;
  }
  const { data } = await input.client.git.getCommit({ ...repo, commit_sha: sha });
  // The next commit carries the task's whole tree: on top of a foreign commit it would silently undo that one.
  if (sha !== input.baseCommit && !data.message.includes(trailer(input.branch))) {
    throw new PublishFailure(
      "branch_moved",
      `Somebody else has committed to ${input.branch}; Verne does not overwrite that work`,
    );
  }
  return { sha, tree: data.tree.sha };
}

async function wantedTree(input: PublishInput): Promise<string> {
  const repo = repoParams(input.repo);
  const base = await input.client.git.getCommit({ ...repo, commit_sha: input.baseCommit });
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

async function writeBranch(input: PublishInput, tree: string, head: string | null): Promise<string> {
  const { client, branch } = input;
  const repo = repoParams(input.repo);
  const message = withTrailer(inertText(input.message), trailer(branch));
  // No author: GitHub then signs the commits of an App, and takes the token's owner otherwise.
  const commit = await client.git.createCommit({
    ...repo,
    message,
    tree,
    parents: [head ?? input.baseCommit],
  });
  const { sha } = commit.data;
  if (head === null) await client.git.createRef({ ...repo, ref: `refs/heads/${branch}`, sha });
  else await client.git.updateRef({ ...repo, ref: `heads/${branch}`, sha, force: false });
  return sha;
}

const trailer = (branch: string): string => `Verne-Branch: ${branch}`;

/** Joins the message's own trailers where it ends with some: git reads only the last paragraph. */
export function withTrailer(message: string, line: string): string {
  const body = message.trimEnd();
  const last = body.split("\n\n").slice(1).at(-1) ?? "";
  const hasTrailers = last !== "" && last.split("\n").every((row) => /^[A-Za-z][A-Za-z-]*: \S/.test(row));
  return `${body}${hasTrailers ? "\n" : "\n\n"}${line}\n`;
}

/** GitHub answers 404 or 403 where a token may write, but not to workflows; say so. */
function explain(error: unknown, input: PublishInput): unknown {
  const denied = error instanceof GitHubFailure && (error.kind === "not_found" || error.kind === "forbidden");
  if (!denied || !input.changes.some((change) => isWorkflow(change.path))) return error;
  return new PublishFailure(
    "workflow_permission",
    "The change touches GitHub workflows, and the sign-in may not write those",
  );
}
