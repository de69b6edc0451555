import { type BaseState, MAX_BOTH_CHANGED } from "../protocol/index.ts";
import { type GitHubClient, repoParams } from "./client.ts";
import { GitHubFailure } from "./failure.ts";
import { getBranch } from "./repos.ts";

/** GitHub lists no more files of a comparison. */
const MAX_FILES = 300;

interface Question {
  repo: string;
  branch: string;
  /** The commit the task started from. */
  baseCommit: string;
  /** What the task changed. */
  paths: readonly string[];
}

/**
 * How the branch stands to the commit the task started from. A conflict is judged by the files that both sides
 * changed: GitHub merges nothing before there is a pull request. GitHubFailure where GitHub does not answer.
 */
export async function baseState(client: GitHubClient, question: Question): Promise<BaseState> {
  const { repo, branch, baseCommit } = question;
  const head = await headOf(client, repo, branch);
  const known = { branch, head_commit: head, behind_by: 0, both_changed: { paths: [], count: 0 } };
  if (head === null) return { ...known, state: "gone", conflict: "unknown" };
  if (head === baseCommit) return { ...known, state: "current", conflict: "none" };
  const seen = await compare(client, repo, `${baseCommit}...${head}`);
  if (seen === null) return { ...known, state: "rewritten", conflict: "unknown" };
  const both = changedByBoth(question.paths, seen.files);
  const whole = seen.files.length < MAX_FILES;
  return {
    ...known,
    state: seen.keepsBase ? "moved" : "rewritten",
    behind_by: seen.commits,
    conflict: both.length > 0 ? "possible" : whole ? "none" : "unknown",
    both_changed: { paths: both.slice(0, MAX_BOTH_CHANGED), count: both.length },
  };
}

async function headOf(client: GitHubClient, repo: string, branch: string): Promise<string | null> {
  try {
    return (await getBranch(client, repo, branch)).commit;
  } catch (error) {
    if (error instanceof GitHubFailure && error.subject === "branch") return null;
    throw error;
  }
}

interface Comparison {
  /** The commit that the task started from is still below the branch's head. */
  keepsBase: boolean;
  commits: number;
  /** Paths that changed on the branch; of a renamed file both. */
  files: string[];
}

/** Null where the two have nothing in common, or the base commit is gone. */
async function compare(client: GitHubClient, repo: string, basehead: string): Promise<Comparison | null> {
  try {
    const { data } = await client.repos.compareCommitsWithBasehead({ ...repoParams(repo), basehead });
    return {
      keepsBase: data.behind_by === 0,
      commits: data.ahead_by,
      files: (data.files ?? []).flatMap(({ filename, previous_filename: before }) =>
        before === undefined ? [filename] : [filename, before],
      ),
    };
  } catch (error) {
    if (error instanceof GitHubFailure && error.kind === "not_found") return null;
    throw error;
  }
}

/** Paths of `ours` that meet one of `theirs`: the same file, or a file where the other has a folder. Pure. */
export function changedByBoth(ours: readonly string[], theirs: readonly string[]): string[] {
  const meets = (path: string) =>
    theirs.some((other) => path === other || path.startsWith(`${other}/`) || other.startsWith(`${path}/`));
  return ours.filter(meets);
}
