import type { TaskOutcomes, UsageRow } from "../protocol/index.ts";
import type { UserClient } from "./client.ts";
import { dataOf } from "./failure.ts";

/** The caller's model calls from `from` (inclusive) to `to` (exclusive), both ISO times, in order of days. */
export async function readUsage(client: UserClient, from: string, to: string): Promise<UsageRow[]> {
  return dataOf("read usage", await client.rpc("usage_summary", { p_from: from, p_to: to }));
}

/** How the tasks of `userId` ended that were created from `from` (inclusive) to `to` (exclusive). */
export async function countOutcomes(
  client: UserClient,
  userId: string,
  from: string,
  to: string,
): Promise<TaskOutcomes> {
  const count = async (state: keyof TaskOutcomes): Promise<number> => {
    const answer = await client
      .from("tasks")
      .select("id", { count: "exact", head: true })
      .eq("user_id", userId)
      .eq("state", state)
      .gte("created_at", from)
      .lt("created_at", to);
    dataOf("count tasks", answer);
    return answer.count ?? 0;
  };
  const [complete, failed, cancelled] = await Promise.all([
    count("complete"),
    count("failed"),
    count("cancelled"),
  ]);
  return { complete, failed, cancelled };
}
