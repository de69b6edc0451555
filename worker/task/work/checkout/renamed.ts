/** Follows a repository that is renamed or transferred while a task works on it. */

import { githubFor } from "../../../access/credentials.ts";
import type { Config } from "../../../env.ts";
import { type GitHubClient, GitHubFailure } from "../../../github/client.ts";
import { getRepo } from "../../../github/repos.ts";
import type { EventInput } from "../../../protocol/index.ts";
import type { Life } from "../../record/life.ts";

export const renamedEvent = (before: string, now: string): EventInput => ({
  type: "warning",
  message: `${before} is now ${now} on GitHub; the task goes on there`,
  data: { code: "repository_renamed", detail: now },
});

/** Null when GitHub does not answer: git will report the reason. */
async function nameOf(client: GitHubClient, known: string): Promise<string | null> {
  try {
    return (await getRepo(client, known)).full_name;
  } catch (error) {
    if (error instanceof GitHubFailure) return null;
    throw error;
  }
}

/** Stores the repository's current name, the only one git accepts. */
export async function followRename({
  life,
  config,
  commit,
}: {
  life: Life;
  config: Config;
  commit: (write: () => void) => void;
}): Promise<void> {
  const { userId, repo_full_name: known } = life.record.init;
  const access = await githubFor(config, userId);
  const now = access && (await nameOf(access.client, known));
  if (now === null || now === known) return;
  commit(() =>
    life.update(
      (record) => {
        record.init.repo_full_name = now;
      },
      [renamedEvent(known, now)],
    ),
  );
}
