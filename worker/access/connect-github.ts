import type { Config } from "../env.ts";
import { githubClient } from "../github/client.ts";
import { tokenOwner } from "../github/identity.ts";
import { ApiError, type ConnectGitHub } from "../protocol/index.ts";
import { githubIdentity } from "../store/users.ts";
import { keyRingOf } from "./credentials.ts";
import { databaseOf, serviceDatabaseFor } from "./database.ts";
import { forgetEntry } from "./entry.ts";
import { putGitHubToken } from "./github-tokens.ts";
import type { User } from "./principal.ts";

/**
 * Stores the GitHub token of the account that the user signed in with, encrypted. Throws `forbidden` for a token of another
 * account, and GitHubFailure for one that GitHub does not accept.
 */
export async function connectGitHub(
  config: Config,
  user: User,
  { provider_token, provider_refresh_token }: ConnectGitHub,
): Promise<void> {
  const [owner, identity] = await Promise.all([
    tokenOwner(githubClient({ apiUrl: config.GITHUB_API_URL, token: provider_token })),
    githubIdentity(databaseOf(config, user)),
  ]);
  if (identity === null || String(owner.id) !== identity)
    throw new ApiError("forbidden", "this GitHub token belongs to another account than the one signed in");
  await putGitHubToken(serviceDatabaseFor(config, user), keyRingOf(config), {
    userId: user.userId,
    token: provider_token,
    refreshToken: provider_refresh_token ?? null,
    login: owner.login,
    githubUserId: owner.id,
  });
  forgetEntry(config, user.userId);
}
