/** What the task's user has allowed on the network for its repository. */
import type { EgressSettings } from "../protocol/index.ts";
import { serviceClient } from "../store/client.ts";
import { readEgress } from "../store/egress.ts";
import { storeConfig } from "./credentials.ts";
import type { Life } from "./life.ts";
import type { StepContext } from "./step.ts";

/** From the widest to the closest; nothing beside the defaults when the database does not answer. */
export async function egressSettings(config: StepContext["config"], life: Life): Promise<EgressSettings[]> {
  const { userId, repo_full_name, taskId } = life.record.init;
  try {
    return [await readEgress(serviceClient(storeConfig(config)), userId, repo_full_name)];
  } catch (error) {
    console.warn(`egress settings of ${taskId} were not read`, error);
    return [];
  }
}
