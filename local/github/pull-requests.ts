import { type StandIn, timestamp } from "./context.ts";
import type { PullRequest, Repository } from "./database.ts";
import { mergeBase } from "./git/diff.ts";
import { readCommit, writeCommit } from "./git/objects.ts";
import { branchHead, moveRef } from "./git/refs.ts";
import { line, lineOrNull } from "./git/run.ts";
import type { User } from "./users.ts";

/**
 * Brings an open pull request up to its branches: the head commit, `refs/pull/N/head`, and closed where the head
 * branch is gone. Done when it is read, so that a push and an API write need no hook.
 */
export async function refresh(standIn: StandIn, repo: Repository, pull: PullRequest): Promise<PullRequest> {
  if (pull.state === "closed") return pull;
  const gitDir = standIn.gitDir(repo);
  const [head, base] = await Promise.all([
    branchHead(standIn.git, gitDir, pull.head),
    branchHead(standIn.git, gitDir, pull.base),
  ]);
  const now = timestamp(standIn.now());
  const next: PullRequest =
    head === null
      ? { ...pull, state: "closed", closedAt: now, updatedAt: now }
      : { ...pull, headSha: head, baseSha: base ?? pull.baseSha };
  if (next.headSha === pull.headSha && next.baseSha === pull.baseSha && next.state === pull.state)
    return pull;
  if (head !== null) await standIn.git(["update-ref", `refs/pull/${pull.number}/head`, head], { gitDir });
  standIn.db.putPull(next);
  return next;
}

/** The commit that the pull request's diff starts from. */
export async function diffBase(standIn: StandIn, repo: Repository, pull: PullRequest): Promise<string> {
  return (await mergeBase(standIn.git, standIn.gitDir(repo), pull.baseSha, pull.headSha)) ?? pull.baseSha;
}

export async function mergedTree(
  standIn: StandIn,
  repo: Repository,
  pull: PullRequest,
): Promise<string | null> {
  const gitDir = standIn.gitDir(repo);
  const output = await lineOrNull(
    standIn.git(["merge-tree", "--write-tree", pull.baseSha, pull.headSha], { gitDir }),
  );
  return output;
}

/** Merges with a merge commit. Null: there are conflicts, or the base moved meanwhile. */
export async function merge(
  standIn: StandIn,
  repo: Repository,
  pull: PullRequest,
  user: User,
): Promise<PullRequest | null> {
  const gitDir = standIn.gitDir(repo);
  const tree = await mergedTree(standIn, repo, pull);
  if (tree === null) return null;
  const now = timestamp(standIn.now());
  const who = { name: user.name, email: user.email, date: now };
  const sha = await writeCommit(standIn.git, gitDir, {
    tree,
    parents: [pull.baseSha, pull.headSha],
    author: who,
    committer: who,
    message: `Merge pull request #${pull.number} from ${repo.owner}/${pull.head}\n\n${pull.title}`,
  });
  if (!(await moveRef(standIn.git, gitDir, `refs/heads/${pull.base}`, sha, pull.baseSha))) return null;
  const next: PullRequest = {
    ...pull,
    state: "closed",
    mergeSha: sha,
    mergedAt: now,
    closedAt: now,
    updatedAt: now,
  };
  standIn.db.putPull(next);
  return next;
}

export async function commitCount(standIn: StandIn, repo: Repository, pull: PullRequest): Promise<number> {
  const range = ["rev-list", "--count", pull.headSha, `^${pull.baseSha}`];
  return Number(line(await standIn.git(range, { gitDir: standIn.gitDir(repo) })));
}

export async function pullCommits(standIn: StandIn, repo: Repository, pull: PullRequest) {
  const gitDir = standIn.gitDir(repo);
  const from = await diffBase(standIn, repo, pull);
  const range = ["rev-list", "--reverse", "--max-count=250", pull.headSha, `^${from}`];
  const shas = line(await standIn.git(range, { gitDir }));
  return Promise.all(
    shas
      .split("\n")
      .filter((sha) => sha !== "")
      .map((sha) => readCommit(standIn.git, gitDir, sha)),
  );
}
