/** What a person, or Verne itself, tells a task. `worker/task/commands.ts` decides what the task does about it. */
import { actorOf } from "../access/actor.ts";
import type { Principal } from "../access/principal.ts";
import { ApiError, isTerminal, type TaskCommand, type TaskRef } from "../protocol/index.ts";
import type { CommandAnswer } from "../task/commands.ts";
import { releasePlace, takePlace } from "./active-limit.ts";
import type { TaskDeps } from "./deps.ts";
import { type FoundTask, findSteerableTask } from "./find.ts";
import { reviveAsOwner } from "./revive.ts";

/**
 * Gives the task a command; the same `key` again answers as the first time. Throws `not_found`, `forbidden`,
 * `rate_limited`, `idempotency_conflict`, and what the task itself refuses it with (`invalid_state`, `stale_plan`, …).
 */
export async function commandTask(
  deps: TaskDeps,
  principal: Principal,
  id: string,
  { key, command }: { key: string; command: TaskCommand },
): Promise<TaskRef> {
  const [task, actor] = await Promise.all([
    findSteerableTask(deps, principal, id),
    actorOf(deps.config, principal),
  ]);
  const { row, object } = task;
  const by = { actor, orgId: row.org_id };
  const send = async () => {
    const answer = await object.commandInPlace(key, command, by);
    if (answer !== "needs_place") return answer;
    return withPlace(deps, principal, task, () => object.command(key, command, by));
  };
  const answer = (await send()) ?? ((await reviveAsOwner(deps, principal, task)) ? await send() : null);
  if (answer === null)
    throw new ApiError(
      "invalid_state",
      row.state === "queued"
        ? "the task has not started; its owner has to open it"
        : "the task has ended and was archived",
    );
  if (!answer.ok)
    throw new ApiError(answer.code, answer.message, answer.details ? { details: answer.details } : {});
  return answer.value;
}

/** Sends what makes an ended task work again. */
async function withPlace(
  deps: TaskDeps,
  principal: Principal,
  { row, object }: FoundTask,
  send: () => Promise<CommandAnswer | null>,
): Promise<CommandAnswer | null> {
  await takePlace(deps, principal, row);
  const answer = await send();
  if (answer?.ok) return answer;
  // Where another request has made it work in the meantime, the place is in use.
  const now = await object.view();
  if (!now || isTerminal(now.state)) await releasePlace(deps, row.id);
  return answer;
}
