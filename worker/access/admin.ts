/** Who runs this installation, by GitHub's word for their own token. */
import type { Config } from "../env.ts";
import { tokenOwner } from "../github/identity.ts";
import { ApiError } from "../protocol/index.ts";
import { githubFor } from "./credentials.ts";

const REFUSAL = "only those whom ADMIN_LOGINS of this installation names may see this";

/**
 * Throws `forbidden` for everybody else, and a GitHubFailure where GitHub does not say who they are. Without
 * ADMIN_LOGINS that is everybody, save on the embedded default, whose users are all of one machine.
 */
export async function requireAdmin(config: Config, userId: string): Promise<void> {
  const { ADMIN_LOGINS, EMBEDDED } = config;
  if (ADMIN_LOGINS.length === 0) {
    if (EMBEDDED) return;
    throw new ApiError("forbidden", REFUSAL);
  }
  const access = await githubFor(config, userId);
  if (!access) throw new ApiError("github_not_connected", "log in with GitHub again");
  const { login } = await tokenOwner(access.client);
  if (!ADMIN_LOGINS.includes(login.toLowerCase())) throw new ApiError("forbidden", REFUSAL);
}
