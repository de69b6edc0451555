import type { UsageRow } from "../protocol/index.ts";
import type { UserClient } from "./client.ts";
import { dataOf } from "./failure.ts";

/** The caller's model calls from `from` (inclusive) to `to` (exclusive), both ISO times, in order of days. */
export async function readUsage(client: UserClient, from: string, to: string): Promise<UsageRow[]> {
  return dataOf("read usage", await client.rpc("usage_summary", { p_from: from, p_to: to }));
}
