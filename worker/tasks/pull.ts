/** What became of a task's pull request, and of the branch that it started from, asked with the user's own access to GitHub. */
import { requireGitHub } from "../access/credentials.ts";
import type { User } from "../access/principal.ts";
import { baseState } from "../github/base.ts";
import { pullNumber, pullState } from "../github/pull-state.ts";
import { ApiError, type BaseState, type PullState } from "../protocol/index.ts";
import type { TaskDeps } from "./deps.ts";
import { findTask } from "./find.ts";

/** Throws `not_found`, also while there is no pull request, and `github_not_connected`. */
export async function readPull(deps: TaskDeps, user: User, id: string): Promise<PullState> {
  const { row, object } = await findTask(deps, user, id);
  // A pull request that was just opened is known to the object a moment before it is in the database.
  const url = row.pr_url ?? (await object.view())?.pr_url ?? null;
  const number = url === null ? null : pullNumber(url, row.repo);
  if (number === null) throw new ApiError("not_found", "the task has no pull request");
  const { client } = await requireGitHub(deps.config, user);
  return pullState(client, row.repo, number);
}

/** Throws `not_found`, also before the task has a base commit, and `github_not_connected`. */
export async function readBase(deps: TaskDeps, user: User, id: string): Promise<BaseState> {
  const { row, object } = await findTask(deps, user, id);
  const [task, diff] = await Promise.all([object.view(), object.diff("task")]);
  const baseCommit = task?.base_commit ?? row.base_commit;
  if (baseCommit === null) throw new ApiError("not_found", "the task has no base commit yet");
  const { client } = await requireGitHub(deps.config, user);
  return baseState(client, {
    repo: task?.repo_full_name ?? row.repo,
    branch: row.branch,
    baseCommit,
    paths: diff?.files.map(({ path }) => path) ?? [],
  });
}
