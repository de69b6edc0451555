import { Hono } from "hono";
import { GitHubError, jsonBody, notFound, paginate, textField, validationFailed } from "../answers.ts";
import type { ApiEnv, StandIn } from "../context.ts";
import { PRIVATE_PROFILE } from "../links.ts";
import { createRepository } from "../repositories.ts";
import { orgShape, repoShape, userShape } from "../shapes.ts";

/** `/user`, `/user/emails`, `/user/repos` and the repository search: what the caller is and sees. */
export function userRoutes(standIn: StandIn): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  identity(app, standIn);
  lists(app, standIn);
  creation(app, standIn);
  return app;
}

function identity(app: Hono<ApiEnv>, standIn: StandIn): void {
  app.get("/user", (c) => {
    const user = c.get("user");
    return c.json({
      ...PRIVATE_PROFILE,
      ...userShape(standIn, user.login),
      name: user.name,
      email: user.email,
      bio: null,
      created_at: "2024-01-01T00:00:00Z",
      updated_at: "2024-01-01T00:00:00Z",
    });
  });

  app.get("/user/memberships/orgs/:org", (c) => {
    const { login } = c.get("user");
    if (!/\b(?:read|write|admin):org\b/.test(c.get("scope")))
      throw new GitHubError(403, "You need at least read:org scope or user scope to see your memberships.");
    const found = standIn.db.membership(c.req.param("org"), login);
    if (found === null) throw notFound();
    const organization = orgShape(standIn, found.org);
    const { url } = organization;
    return c.json({
      url: `${url}/memberships/${login}`,
      state: found.state,
      role: "member",
      organization_url: url,
      user: userShape(standIn, login),
      organization,
    });
  });

  app.get("/user/emails", (c) =>
    c.json([{ email: c.get("user").email, primary: true, verified: true, visibility: "private" }]),
  );
}

function lists(app: Hono<ApiEnv>, standIn: StandIn): void {
  const visible = async (login: string) =>
    Promise.all(
      standIn.db
        .repositoriesOf(login)
        .map((repo) => repoShape(standIn, repo, standIn.db.permission(repo.id, login) ?? "pull")),
    );

  app.get("/user/repos", async (c) => {
    const repos = await visible(c.get("user").login);
    const sort = c.req.query("sort") ?? "full_name";
    const key = (repo: (typeof repos)[number]): string =>
      sort === "created"
        ? repo.created_at
        : sort === "updated" || sort === "pushed"
          ? repo.pushed_at
          : repo.full_name;
    const direction = c.req.query("direction") ?? (sort === "full_name" ? "asc" : "desc");
    const sign = direction === "asc" ? 1 : -1;
    const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
    repos.sort((a, b) => sign * compare(key(a), key(b)) || compare(a.full_name, b.full_name));
    return c.json(paginate(c, repos));
  });

  app.get("/search/repositories", async (c) => {
    const query = c.req.query("q") ?? "";
    if (query.trim() === "") throw validationFailed({ resource: "Search", field: "q", code: "missing" });
    // Qualifiers (`user:ada`, `in:name`) narrow nothing here; each plain word has to occur.
    const words = query
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => !word.includes(":"));
    const found = (await visible(c.get("user").login)).filter((repo) => {
      const text = `${repo.full_name} ${repo.description ?? ""}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    return c.json({ total_count: found.length, incomplete_results: false, items: paginate(c, found) });
  });
}

function creation(app: Hono<ApiEnv>, standIn: StandIn): void {
  app.post("/user/repos", async (c) => {
    const body = await jsonBody(c);
    const name = textField(body, "Repository", "name");
    if (!/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/.test(name)) {
      throw validationFailed({ resource: "Repository", field: "name", code: "invalid" });
    }
    const user = c.get("user");
    if (standIn.db.findRepository(user.login, name)) {
      throw validationFailed({
        resource: "Repository",
        field: "name",
        code: "custom",
        message: "name already exists on this account",
      });
    }
    const description = typeof body.description === "string" ? body.description : null;
    const repo = await createRepository(standIn, { owner: user.login, name, description });
    standIn.db.grant(repo.id, user.login, "admin");
    return c.json(await repoShape(standIn, repo, "admin"), 201);
  });
}
