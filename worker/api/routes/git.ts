/**
 * The read-only way for a sandbox to one repository. A header carries a capability that names task, user, repository
 * and clone; the GitHub token is added here and never reaches the sandbox.
 */
import { bearerOf, verifyCapability } from "../../access/capability.ts";
import { githubFor } from "../../access/credentials.ts";
import { proxyGit } from "../../github/git-proxy.ts";
import type { Api, ApiContext } from "../context.ts";

export function gitRoutes(app: Api): void {
  app.get("/git/:owner/:name/info/refs", (c) => serve(c, "info/refs"));
  app.post("/git/:owner/:name/git-upload-pack", (c) => serve(c, "git-upload-pack"));
  app.all("/git/*", (c) => c.text("read-only", 403));
}

async function serve(c: ApiContext, rest: "info/refs" | "git-upload-pack"): Promise<Response> {
  const { config } = c.var;
  const capability = await verifyCapability(
    config.CAPABILITY_SECRET,
    bearerOf(c.req.header("authorization")),
    Date.now(),
  );
  if (!capability) return c.text("expired or bad capability", 403);
  if (capability.repo !== `${c.req.param("owner")}/${c.req.param("name")}`)
    return c.text("this capability is for another repository", 403);
  // It ends with its clone, or with its task.
  const task = c.env.TASK.getByName(capability.taskId);
  if (!(await task.mayClone(capability.userId, capability.clone))) return c.text("revoked", 403);
  const access = await githubFor(config, capability.userId);
  if (!access) return c.text("GitHub is not connected", 403);
  return proxyGit({
    repo: capability.repo,
    request: c.req.raw,
    rest,
    gitBaseUrl: config.GITHUB_WEB_URL,
    token: access.token,
    fetch,
  });
}
