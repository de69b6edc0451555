/** GitHub with the owner's read access: the branch head, and objects that the sandbox lacks or forges. */

import { githubFor } from "../../../access/credentials.ts";
import type { Config } from "../../../env.ts";
import type { GitHubClient } from "../../../github/client.ts";
import { GitHubFailure } from "../../../github/failure.ts";
import { readBlob, readCommitTree, readTree } from "../../../github/objects.ts";
import { getBranch } from "../../../github/repos.ts";
import type { Forge } from "../../change-set/verified-objects.ts";
import type { TaskInit } from "../../record/record.ts";
import { StepFailure } from "../../run/failures.ts";

export interface TaskForge extends Forge {
  /** The commit at the branch's head. Throws StepFailure if there is none. */
  head(): Promise<string>;
}

/** The token is loaded on first use. */
export function forgeOf(config: Config, { userId, repo_full_name: repo, branch }: TaskInit): TaskForge {
  let client: GitHubClient | null = null;
  const connected = async () => {
    client ??= (await githubFor(config, userId))?.client ?? null;
    if (client) return client;
    throw new StepFailure("github_access_lost", "GitHub is not connected; sign in again, then retry");
  };
  return {
    head: async () => {
      const github = await connected();
      const { commit } = await getBranch(github, repo, branch).catch((error: unknown) => {
        throw explained(error);
      });
      return commit;
    },
    commitTree: async (commit) => readCommitTree(await connected(), repo, commit),
    tree: async (oid) => readTree(await connected(), repo, oid),
    blob: async (oid, folder, maxBytes) => readBlob(await connected(), repo, { oid, folder, maxBytes }),
  };
}

function explained(error: unknown): unknown {
  if (!(error instanceof GitHubFailure)) return error;
  if (error.kind === "empty_repository")
    return new StepFailure("repository_empty", "The repository has no commits yet.");
  if (error.kind === "not_found" && error.subject === "branch")
    return new StepFailure("branch_not_found", error.message);
  if (error.kind === "not_found" || error.kind === "forbidden" || error.kind === "unauthorized")
    return new StepFailure(
      "github_access_lost",
      "GitHub does not let Verne read this repository: it is gone, or access was taken back.",
    );
  return new StepFailure("clone_failed", error.message, { retryable: true, cause: error });
}
