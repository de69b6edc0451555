import type { InstallationMetrics } from "../protocol/index.ts";
import type { ServiceClient } from "./client.ts";
import { dataOf } from "./failure.ts";

/** Of all tasks created from `from` (inclusive) to `to` (exclusive), both ISO times. Throws StoreFailure. */
export async function readInstallationMetrics(
  service: ServiceClient,
  from: string,
  to: string,
): Promise<Omit<InstallationMetrics, "from" | "to">> {
  return dataOf("read metrics", await service.rpc("installation_metrics", { p_from: from, p_to: to }));
}
