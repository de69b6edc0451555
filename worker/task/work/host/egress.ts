/** Network allow-list: of the organisation that the task is shared with, and of its user for the repository. */

import { databaseOf } from "../../../access/database.ts";
import { SERVICE } from "../../../access/principal.ts";
import { log } from "../../../log/log.ts";
import type { EgressSettings } from "../../../protocol/index.ts";
import { readEgress, readTaskOrgEgress } from "../../../store/egress.ts";
import type { Life } from "../../record/life.ts";
import type { StepContext } from "../../run/step.ts";

/** From the widest scope to the narrowest; only the defaults when the database does not answer. */
export async function egressSettings(config: StepContext["config"], life: Life): Promise<EgressSettings[]> {
  const { userId, repo_full_name, taskId } = life.record.init;
  try {
    const client = databaseOf(config, SERVICE);
    const [organisation, own] = await Promise.all([
      readTaskOrgEgress(client, taskId),
      readEgress(client, userId, repo_full_name),
    ]);
    return organisation ? [organisation, own] : [own];
  } catch (error) {
    log("warn", "egress settings were not read", { task_id: taskId }, error);
    return [];
  }
}
