import type { ServiceClient } from "./client.ts";
import { dataOf } from "./failure.ts";
import type { ModelRecordRow } from "./rows.ts";

/** How each model did on this installation in the last 90 days. Throws StoreFailure. */
export async function readModelRecords(service: ServiceClient): Promise<ModelRecordRow[]> {
  return dataOf("read model records", await service.rpc("model_records"));
}
