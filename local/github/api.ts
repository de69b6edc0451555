import { Hono } from "hono";
import { etag } from "hono/etag";
import { GitHubError, notFound } from "./answers.ts";
import type { ApiContext, ApiEnv, StandIn } from "./context.ts";
import { checkRoutes } from "./routes/checks.ts";
import { gitDataRoutes } from "./routes/git-data.ts";
import { pullRoutes } from "./routes/pulls.ts";
import { repoRoutes } from "./routes/repos.ts";
import { userRoutes } from "./routes/users.ts";
import { fullName } from "./shapes.ts";
import { findUser } from "./users.ts";

const LIMIT = 5000;

/** The REST API below `/api/v3`. Every repository is private: without a known token there is only 401. */
export function createApi(standIn: StandIn): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  const used = new Map<string, number>();

  app.use(async (c, next) => {
    const token = bearer(c.req.header("authorization"));
    const owner = token === null ? null : standIn.db.tokenOwner(token);
    const user = owner === null ? undefined : findUser(owner.login);
    if (token === null) throw new GitHubError(401, "Requires authentication");
    if (owner === null || user === undefined) throw new GitHubError(401, "Bad credentials");
    c.set("user", user);
    c.set("scope", owner.scope);
    await next();
    const count = (used.get(token) ?? 0) + (c.res.status === 304 ? 0 : 1);
    used.set(token, count);
    rateLimitHeaders(c, standIn.now(), count);
    c.header("X-OAuth-Scopes", owner.scope.split(/[\s,]+/).join(", "));
    c.header("X-GitHub-Media-Type", "github.v3; format=json");
  });
  app.use(etag({ weak: true }));

  app.route("/", userRoutes(standIn));
  // Where a renamed repository is: GitHub sends old names to the id.
  app.use("/repositories/:id/*", async (c) => {
    const repo = standIn.db.repositoryById(Number(c.req.param("id")));
    if (repo === null) throw notFound();
    return app.fetch(new Request(addressOf(standIn, c, fullName(repo)), c.req.raw), c.env);
  });
  app.use("/repos/:owner/:name/*", async (c, next) => {
    const { owner, name } = c.req.param();
    const repo = standIn.db.findRepository(owner, name);
    const former = repo ?? standIn.db.findFormer(owner, name);
    const permission = former === null ? null : standIn.db.permission(former.id, c.get("user").login);
    if (former === null || permission === null) throw notFound();
    const reads = c.req.method === "GET" || c.req.method === "HEAD";
    if (repo === null) return c.redirect(byId(standIn, c, former.id), reads ? 301 : 307);
    // Like GitHub, a write without the permission for it looks as if there were nothing.
    if (permission === "pull" && !reads) throw notFound();
    const revives = c.req.method === "PATCH" && c.req.path.endsWith(`/repos/${owner}/${name}`);
    if (standIn.db.isArchived(repo.id) && !reads && !revives)
      throw new GitHubError(403, "Repository was archived so is read-only.");
    c.set("repo", repo);
    c.set("gitDir", standIn.gitDir(repo));
    await next();
  });
  // Before the single commit, whose route would take `/status` and `/check-runs` for a part of the name.
  app.route("/repos/:owner/:name", checkRoutes(standIn));
  app.route("/repos/:owner/:name", repoRoutes(standIn));
  app.route("/repos/:owner/:name", pullRoutes(standIn));
  app.route("/repos/:owner/:name/git", gitDataRoutes(standIn));
  app.all("*", () => {
    throw notFound();
  });
  return app;
}

/** The part of the address after the repository's name or id. */
const restOf = (c: ApiContext): string =>
  new URL(c.req.url).pathname.replace(/^.*?\/(?:repos\/[^/]+\/[^/]+|repositories\/[^/]+)/, "");

const byId = (standIn: StandIn, c: ApiContext, id: number): string =>
  `${standIn.apiUrl}/repositories/${id}${restOf(c)}${new URL(c.req.url).search}`;

/** As the routes below know it, without the prefix that this app is mounted at. */
const addressOf = (standIn: StandIn, c: ApiContext, name: string): string =>
  `${standIn.webUrl}/repos/${name}${restOf(c)}${new URL(c.req.url).search}`;

function bearer(header: string | undefined): string | null {
  return /^(?:bearer|token) +(\S+)$/i.exec(header ?? "")?.[1] ?? null;
}

function rateLimitHeaders(c: ApiContext, now: Date, count: number): void {
  const hourMs = 3_600_000;
  c.header("X-RateLimit-Limit", String(LIMIT));
  c.header("X-RateLimit-Remaining", String(Math.max(0, LIMIT - count)));
  c.header("X-RateLimit-Used", String(count));
  c.header("X-RateLimit-Reset", String((Math.floor(now.getTime() / hourMs) + 1) * 3600));
  c.header("X-RateLimit-Resource", "core");
}
