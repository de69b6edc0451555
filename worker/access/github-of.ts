import type { ApiContext } from "../api/context.ts";
import { ApiError } from "../protocol/index.ts";
import { type GitHubAccess, githubFor } from "./credentials.ts";

/** The caller's access to GitHub. Throws `github_not_connected`. */
export async function githubOf(c: ApiContext): Promise<GitHubAccess> {
  const access = await githubFor(c.var.config, c.var.caller.userId);
  if (!access)
    throw new ApiError(
      "github_not_connected",
      "Verne has no access to your GitHub account. Log in with GitHub again.",
    );
  return access;
}
