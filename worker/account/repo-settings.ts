import { databaseOf } from "../access/database.ts";
import type { User } from "../access/principal.ts";
import { ApiError, MAX_REPO_SETTINGS, type PutRepoSettings, type RepoSettings } from "../protocol/index.ts";
import * as store from "../store/repo-settings.ts";
import type { TaskDeps } from "../tasks/deps.ts";

export const tooManyRepos = (): ApiError =>
  new ApiError(
    "invalid_state",
    `you have settings for ${MAX_REPO_SETTINGS} repositories, which is the limit`,
  );

/** What the user decided for their own tasks in a repository, or the defaults. */
export const readRepoSettings = ({ config }: TaskDeps, user: User, repo: string): Promise<RepoSettings> =>
  store.readRepoSettings(databaseOf(config, user), user.userId, repo);

/** Takes the place of what was decided before. */
export async function putRepoSettings(
  { config }: TaskDeps,
  user: User,
  repo: string,
  wanted: PutRepoSettings,
): Promise<RepoSettings> {
  const settings = await store.putRepoSettings(databaseOf(config, user), user.userId, repo, wanted);
  if (settings === "full") throw tooManyRepos();
  return settings;
}
