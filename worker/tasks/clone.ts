import { verifyCapability } from "../access/capability.ts";
import { githubFor } from "../access/credentials.ts";
import type { TaskDeps } from "./deps.ts";

/** The GitHub token for one clone that goes on; or why there is none, fit to be shown to the sandbox. */
export async function tokenForClone(
  deps: TaskDeps,
  bearer: string,
  repo: string,
): Promise<{ token: string } | { refused: string }> {
  const { CAPABILITY_SECRET } = deps.config;
  const capability = await verifyCapability(CAPABILITY_SECRET, bearer, deps.now());
  if (!capability) return { refused: "expired or bad capability" };
  if (capability.repo !== repo) return { refused: "this capability is for another repository" };
  // It ends with its clone, or with its task.
  const object = deps.objects.getByName(capability.taskId);
  if (!(await object.mayClone(capability.userId, capability.clone))) return { refused: "revoked" };
  const access = await githubFor(deps.config, capability.userId);
  return access ? { token: access.token } : { refused: "GitHub is not connected" };
}
