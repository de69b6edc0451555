/** What removed accounts have left outside the database: a trigger lists it when an account goes. */
import type { ServiceClient } from "./client.ts";
import { dataOf } from "./failure.ts";
import type { RemovalRow } from "./rows.ts";

export type Removal = Pick<RemovalRow, "kind" | "id">;

/** Those from before `before` (ISO time), the oldest first. */
export async function listRemovals(
  service: ServiceClient,
  before: string,
  limit: number,
): Promise<Removal[]> {
  const query = service.from("removals").select("kind, id").lt("removed_at", before);
  return dataOf("list removals", await query.order("removed_at").limit(limit));
}

/** Call when nothing is left of it. */
export async function deleteRemoval(service: ServiceClient, { kind, id }: Removal): Promise<void> {
  dataOf("end removal", await service.from("removals").delete().eq("kind", kind).eq("id", id));
}
