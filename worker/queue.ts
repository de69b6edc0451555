/** The queues' consumer. It hands each pointer to its task and returns; the work runs in the object. */

import type { Bindings } from "./bindings.ts";
import { log } from "./log/log.ts";
import { StepMessage } from "./protocol/index.ts";

export async function consume(batch: MessageBatch, env: Bindings): Promise<void> {
  const dead = batch.queue.endsWith("-dead");
  for (const message of batch.messages) {
    const parsed = StepMessage.safeParse(message.body);
    if (!parsed.success) {
      // Nobody can act on it, and a retry would not change that.
      log("error", "a queue message is not a step", {}, parsed.error);
      message.ack();
      continue;
    }
    const task = env.TASK.getByName(parsed.data.taskId);
    // `busy` and `stale` are fine too: a step that is due later, or whose lease runs out, is driven by the alarm.
    if (dead) await task.deadLetter(parsed.data);
    else await task.kick(parsed.data);
    message.ack();
  }
}
