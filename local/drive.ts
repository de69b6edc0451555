import type { TaskEvent } from "../worker/protocol/index.ts";
import type { Client } from "./client.ts";

/** Does what a user would: reads the plan and approves it, reads the diff and applies it. `hear` is told each event. */
export async function drive(
  client: Client,
  taskId: string,
  hear: (event: TaskEvent) => void = () => {},
): Promise<void> {
  let answered = Promise.resolve<unknown>(undefined);
  await client.follow(taskId, (event) => {
    hear(event);
    if (event.type !== "state") return false;
    if (event.data.to === "awaiting_approval") answered = answered.then(() => client.approve(taskId));
    if (event.data.to === "reviewing")
      answered = answered.then(async () => client.publish(taskId, await client.diff(taskId)));
    return ["complete", "failed", "cancelled"].includes(event.data.to);
  });
  await answered;
}
