/** Runs a task through the API as a user would who says yes to everything that may be said yes to. */
import { type Client, RequestFailed } from "../../local/client.ts";
import type { NewTask, TaskEvent, TaskView } from "../../worker/protocol/index.ts";

export interface DrivenTask {
  view: TaskView;
  modelCalls: number;
  seconds: number;
  /** Why nothing was published; null when there is a pull request. */
  reason: string | null;
}

const ENDS: readonly TaskView["state"][] = ["complete", "failed", "cancelled"];
/** A change that is still objected to after so many answers is not published. */
const MAX_ANSWERS = 5;

/**
 * Approves each plan, and publishes each change with every objection that can be accepted. Cancels after `limitMs`.
 * Rejects only when the product does not answer.
 */
export async function driveTask(
  client: Client,
  task: Pick<NewTask, "repo_full_name" | "prompt" | "provider" | "model">,
  limitMs: number,
): Promise<DrivenTask> {
  const startedAt = performance.now();
  const { task_id } = await client.create(task);
  const cancel = () => void client.command(task_id, "cancel").catch(() => undefined);
  const timer = setTimeout(cancel, limitMs);
  let [modelCalls, answers, refusal]: [number, number, string | null] = [0, 0, null];
  let answered: Promise<unknown> = Promise.resolve();
  const answer = (give: () => Promise<unknown>) => {
    answers += 1;
    if (answers > MAX_ANSWERS) return cancel();
    answered = answered.then(give).catch((error: unknown) => {
      if (!(error instanceof RequestFailed)) throw error;
      refusal = error.message;
      cancel();
    });
  };
  try {
    await client.follow(task_id, (event: TaskEvent) => {
      if (event.type === "usage") modelCalls = event.data.calls;
      if (event.type !== "state") return false;
      if (event.data.to === "awaiting_approval") answer(() => client.approve(task_id));
      if (event.data.to === "reviewing") answer(() => publish(client, task_id));
      return ENDS.includes(event.data.to);
    });
    await answered;
  } finally {
    clearTimeout(timer);
  }
  const view = await client.view(task_id);
  return {
    view,
    modelCalls,
    seconds: (performance.now() - startedAt) / 1000,
    reason: view.pr_url === null ? (refusal ?? view.error?.message ?? `the task is ${view.state}`) : null,
  };
}

async function publish(client: Client, taskId: string): Promise<void> {
  const { tree } = await client.diff(taskId);
  if (tree === null) {
    await client.command(taskId, "cancel");
    return;
  }
  const { objections } = await client.view(taskId);
  const accepted = objections.filter(({ serious }) => serious).map(({ id }) => id);
  await client.command(taskId, "apply", { tree, accepted });
}
