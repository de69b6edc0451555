import type { Accessor } from "solid-js";
import type { PutRepoSettings, RepoSettings } from "../../../../worker/protocol/index.ts";
import { createChange } from "../../api/change.ts";
import { request } from "../../api/client.ts";
import { queryClient, repoSettingsKey, repoSettingsPath, repoSettingsQuery } from "../../api/queries.ts";

/** Changes single settings of a repository; the others stay as they are stored. */
export function createRepoSettings(repo: Accessor<string>) {
  const { run, ...change } = createChange(() => repoSettingsKey(repo()));
  const put = (changed: Partial<PutRepoSettings>): Promise<boolean> =>
    run(async () => {
      const known = await queryClient.fetchQuery(repoSettingsQuery(repo()));
      const { repo_full_name: _, updated_at: __, ...settings } = known;
      const body: PutRepoSettings = { ...settings, ...changed };
      await request<RepoSettings>(repoSettingsPath(repo()), { method: "PUT", body });
    });
  return { ...change, put };
}
