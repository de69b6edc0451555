import { githubFor } from "../access/credentials.ts";
import { databaseOf } from "../access/database.ts";
import type { User } from "../access/principal.ts";
import { ApiError, type Me } from "../protocol/index.ts";
import { getMe } from "../store/users.ts";
import type { TaskDeps } from "../tasks/deps.ts";

/** The user as they are shown to themselves. Throws `unauthenticated` for one whose account was removed. */
export async function readMe({ config }: TaskDeps, user: User): Promise<Me> {
  const { userId } = user;
  const [row, token] = await Promise.all([
    getMe(databaseOf(config, user), userId),
    githubFor(config, userId),
  ]);
  if (!row) throw new ApiError("unauthenticated", "this user no longer exists");
  return {
    user_id: userId,
    login: row.github_login ?? "",
    name: row.name,
    avatar_url: row.avatar_url,
    github_connected: token !== null,
  };
}
