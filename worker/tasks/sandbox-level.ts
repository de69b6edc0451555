import type { Config } from "../env.ts";
import { networkAt, type SandboxLevel } from "../protocol/index.ts";

/**
 * What a task's machine will be, before there is one. Where nothing was said the level is not known; on Cloudflare it is
 * a container.
 */
export function levelOf({ SANDBOX_RUNNER_URL, SANDBOX_ISOLATION, SANDBOX_EGRESS }: Config): SandboxLevel {
  const isolation = SANDBOX_RUNNER_URL ? (SANDBOX_ISOLATION ?? null) : "container";
  if (isolation === "container" && SANDBOX_EGRESS === "policy") return { isolation, network: "isolated" };
  return { isolation, network: isolation && networkAt(isolation) };
}
