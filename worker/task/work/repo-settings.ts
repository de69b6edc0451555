/** What the task's user decided for its repository, as far as it holds for the change under test. */

import { storeConfig } from "../../access/credentials.ts";
import type { PutRepoSettings } from "../../protocol/index.ts";
import { serviceClient } from "../../store/client.ts";
import { readRepoSettings } from "../../store/repo-settings.ts";
import type { StepContext } from "../run/step.ts";

/** Null when the database does not answer: the task waits for a person then. */
export async function repoSettings({ config, life, host }: StepContext): Promise<PutRepoSettings | null> {
  const { userId, repo_full_name, taskId } = life.record.init;
  try {
    return await readRepoSettings(serviceClient(storeConfig(config)), userId, repo_full_name);
  } catch (error) {
    host.signal.throwIfAborted();
    console.warn(`settings of the repository of ${taskId} were not read`, error);
    return null;
  }
}
