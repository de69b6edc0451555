/**
 * The read-only git proxy through which a sandbox clones one repository. A header carries a capability that names task,
 * user, repository and clone; the GitHub token is added here and never reaches the sandbox.
 */
import { bearerOf } from "../../access/capability.ts";
import { proxyGit } from "../../github/git-proxy.ts";
import { tokenForClone } from "../../tasks/clone.ts";
import type { Api, ApiContext } from "../context.ts";

export function gitRoutes(app: Api): void {
  app.get("/git/:owner/:name/info/refs", (c) => serve(c, "info/refs"));
  app.post("/git/:owner/:name/git-upload-pack", (c) => serve(c, "git-upload-pack"));
  app.all("/git/*", (c) => c.text("read-only", 403));
}

async function serve(c: ApiContext, rest: "info/refs" | "git-upload-pack"): Promise<Response> {
  const { deps } = c.var;
  const repo = `${c.req.param("owner")}/${c.req.param("name")}`;
  const answer = await tokenForClone(deps, bearerOf(c.req.header("authorization")), repo);
  if ("refused" in answer) return c.text(answer.refused, 403);
  const { GITHUB_WEB_URL: gitBaseUrl } = deps.config;
  return proxyGit({ repo, request: c.req.raw, rest, gitBaseUrl, token: answer.token, fetch });
}
