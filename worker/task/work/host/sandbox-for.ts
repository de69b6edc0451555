import type { Config, ObjectBindings } from "../../../env.ts";
import { containerSandbox } from "../../../sandbox/container/client.ts";
import { localSandbox } from "../../../sandbox/local.ts";
import type { Sandbox } from "../../../sandbox/port.ts";

/**
 * A task's two trees, each in a sandbox of its own, so that neither can touch the other. `evidence` sees only what the
 * platform does: install, baseline, tests on base and change set. `work` is the agent's: its edits and its commands.
 */
export type Tree = "evidence" | "work";

export const TREES: readonly Tree[] = ["evidence", "work"];

const WORK = "-work";

/** Id of the sandbox that holds a tree. */
export const sandboxId = (taskId: string, tree: Tree): string =>
  tree === "evidence" ? taskId : taskId + WORK;

/** Whose sandbox it is, by its id. A task's id is a UUID, which ends in no word. */
export const sandboxOwner = (id: string): { taskId: string; tree: Tree } =>
  id.endsWith(WORK) ? { taskId: id.slice(0, -WORK.length), tree: "work" } : { taskId: id, tree: "evidence" };

/**
 * The sandbox of a tree: on the local runner if one is configured, otherwise a Cloudflare container. `image`: what the
 * repository asks for by name, once that is known; of a container alone.
 */
export async function sandboxFor(
  config: Config,
  env: ObjectBindings,
  task: { id: string; tree: Tree; image?: () => string | null },
): Promise<Sandbox> {
  const taskId = sandboxId(task.id, task.tree);
  if (config.SANDBOX_RUNNER_URL && config.SANDBOX_RUNNER_TOKEN)
    return localSandbox({ url: config.SANDBOX_RUNNER_URL, token: config.SANDBOX_RUNNER_TOKEN, taskId });
  return containerSandbox(env.SANDBOX, taskId, {
    policed: config.SANDBOX_EGRESS === "policy",
    image: task.image ?? (() => null),
  });
}
