/** The user's settings for the repository that apply to the change under test. */

import { databaseOf } from "../../access/database.ts";
import { SERVICE } from "../../access/principal.ts";
import { log } from "../../log/log.ts";
import type { PutRepoSettings } from "../../protocol/index.ts";
import { readRepoSettings } from "../../store/repo-settings.ts";
import type { StepContext } from "../run/step.ts";

/** Null when the database does not answer: the task then waits for a person. */
export async function repoSettings({ config, life, host }: StepContext): Promise<PutRepoSettings | null> {
  const { userId, repo_full_name, taskId } = life.record.init;
  try {
    return await readRepoSettings(databaseOf(config, SERVICE), userId, repo_full_name);
  } catch (error) {
    host.signal.throwIfAborted();
    log("warn", "settings of a repository were not read", { task_id: taskId }, error);
    return null;
  }
}
