import type { Config, ObjectBindings } from "../../../env.ts";
import { cloudflareSandbox } from "../../../sandbox/cloudflare.ts";
import { localSandbox } from "../../../sandbox/local.ts";
import type { Sandbox } from "../../../sandbox/port.ts";

/** The sandbox of a task: the local runner if one is configured, otherwise a Cloudflare container. */
export async function sandboxFor(config: Config, env: ObjectBindings, taskId: string): Promise<Sandbox> {
  if (config.SANDBOX_RUNNER_URL && config.SANDBOX_RUNNER_TOKEN)
    return localSandbox({ url: config.SANDBOX_RUNNER_URL, token: config.SANDBOX_RUNNER_TOKEN, taskId });
  const policed = config.SANDBOX_EGRESS === "policy";
  return cloudflareSandbox(env.SANDBOX, taskId, policed ? new URL(config.PUBLIC_URL).origin : null);
}
