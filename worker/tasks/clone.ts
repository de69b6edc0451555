/** Who may read a repository through Verne: git in a task's sandbox, while a clone of that task goes on. */
import { verifyCapability } from "../access/capability.ts";
import { githubFor } from "../access/credentials.ts";
import type { Config } from "../env.ts";
import { proxyGit } from "../github/git-proxy.ts";
import { sandboxOwner } from "../task/work/host/sandbox-for.ts";
import type { TaskDeps } from "./deps.ts";

type Answer = { token: string } | { refused: string };

/**
 * The GitHub token for one clone that goes on; or why there is none, fit to be shown to the sandbox. Where containers have
 * a way out of their own (`answerGit`), no capability is given out, and none is taken.
 */
export async function tokenForClone(deps: TaskDeps, bearer: string, repo: string): Promise<Answer> {
  const { CAPABILITY_SECRET } = deps.config;
  if (!usesCapabilities(deps.config)) return { refused: "this installation clones inside its containers" };
  const capability = await verifyCapability(CAPABILITY_SECRET, bearer, deps.now());
  if (!capability) return { refused: "expired or bad capability" };
  if (capability.repo !== repo) return { refused: "this capability is for another repository" };
  // It ends with its clone, or with its task.
  const object = deps.objects.getByName(capability.taskId);
  if (!(await object.mayClone(capability.userId, capability.clone))) return { refused: "revoked" };
  return tokenOf(deps, capability.userId);
}

const usesCapabilities = ({ SANDBOX_RUNNER_URL, SANDBOX_EGRESS }: Config): boolean =>
  SANDBOX_RUNNER_URL !== undefined || SANDBOX_EGRESS === "open";

const PATH = /^\/git\/([\w.-]+\/[\w.-]+)\/(info\/refs|git-upload-pack)$/;

/**
 * Answers git in a container, whose request the platform handed over with the name of the sandbox. It reads the one
 * repository of its task, while that task clones into this sandbox; the token is added here.
 */
export async function answerGit(deps: TaskDeps, sandbox: string, request: Request): Promise<Response> {
  const [, repo = "", rest] = PATH.exec(new URL(request.url).pathname) ?? [];
  if (rest !== "info/refs" && rest !== "git-upload-pack") return refusal("read-only");
  const { taskId, tree } = sandboxOwner(sandbox);
  const clone = await deps.objects.getByName(taskId).openClone(tree);
  if (clone?.repo !== repo) return refusal("no clone of this repository goes on here");
  const answer = await tokenOf(deps, clone.userId);
  if ("refused" in answer) return refusal(answer.refused);
  const { GITHUB_WEB_URL: gitBaseUrl } = deps.config;
  return proxyGit({ repo, request, rest, gitBaseUrl, token: answer.token, fetch });
}

async function tokenOf(deps: TaskDeps, userId: string): Promise<Answer> {
  const access = await githubFor(deps.config, userId);
  return access ? { token: access.token } : { refused: "GitHub is not connected" };
}

const refusal = (why: string) =>
  new Response(`${why}\n`, { status: 403, headers: { "content-type": "text/plain" } });
