/** What was used up since the month began (UTC, by the database's clock). */
import type { Amounts } from "../protocol/index.ts";
import type { ServiceClient } from "./client.ts";
import { dataOf } from "./failure.ts";

export interface Consumption {
  user: Amounts;
  /** Of the organisation that the task counts for; null for none. */
  organisation: Amounts | null;
}

export const readConsumption = async (
  service: ServiceClient,
  { userId, taskId }: { userId: string; taskId: string | null },
): Promise<Consumption> =>
  dataOf("read consumption", await service.rpc("consumption", { p_user_id: userId, p_task_id: taskId }));

/** The same of an organisation as a whole. */
export const readOrgConsumption = async (service: ServiceClient, orgId: string): Promise<Amounts> =>
  dataOf("read consumption", await service.rpc("amounts_used", { p_user_id: null, p_org_id: orgId }));
