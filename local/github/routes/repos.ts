import { Hono } from "hono";
import { emptyRepository, jsonBody, notFound, paginate } from "../answers.ts";
import type { ApiEnv, StandIn } from "../context.ts";
import { listCommits } from "../git/diff.ts";
import { readCommit } from "../git/objects.ts";
import { branchHead, listRefs, resolve } from "../git/refs.ts";
import { commitShape, defaultBranch, fullName, repoShape } from "../shapes.ts";
import { findUser } from "../users.ts";

/** One repository: itself, its branches, commits and collaborators. */
export function repoRoutes(standIn: StandIn): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  branches(app, standIn);
  commits(app, standIn);
  collaborators(app, standIn);
  return app;
}

function branches(app: Hono<ApiEnv>, standIn: StandIn): void {
  const { git, db } = standIn;
  app.get("/", async (c) => {
    const repo = c.get("repo");
    return c.json(await repoShape(standIn, repo, db.permission(repo.id, c.get("user").login) ?? "pull"));
  });

  app.get("/branches", async (c) => {
    const refs = await listRefs(git, c.get("gitDir"), "refs/heads/");
    const api = `${standIn.apiUrl}/repos/${fullName(c.get("repo"))}`;
    const shapes = refs.map((ref) => ({
      name: ref.name.slice("refs/heads/".length),
      commit: { sha: ref.sha, url: `${api}/commits/${ref.sha}` },
      protected: false,
    }));
    return c.json(paginate(c, shapes));
  });

  app.get("/branches/:branch{.+}", async (c) => {
    const name = c.req.param("branch");
    const sha = await branchHead(git, c.get("gitDir"), name);
    if (sha === null) throw notFound("Branch not found");
    const commit = await readCommit(git, c.get("gitDir"), sha);
    return c.json({ name, commit: commitShape(standIn, c.get("repo"), commit), protected: false });
  });
}

function commits(app: Hono<ApiEnv>, standIn: StandIn): void {
  const { git } = standIn;
  app.get("/commits", async (c) => {
    const repo = c.get("repo");
    if ((await listRefs(git, c.get("gitDir"), "refs/heads/")).length === 0) throw emptyRepository();
    const start = await resolve(
      git,
      c.get("gitDir"),
      c.req.query("sha") ?? (await defaultBranch(standIn, repo)),
    );
    if (start === null) throw notFound();
    const page = paginate(c, await listCommits(git, c.get("gitDir"), [start]));
    const found = await Promise.all(page.map((sha) => readCommit(git, c.get("gitDir"), sha)));
    return c.json(found.map((commit) => commitShape(standIn, repo, commit)));
  });

  app.get("/commits/:ref{.+}", async (c) => {
    const sha = await resolve(git, c.get("gitDir"), c.req.param("ref"));
    if (sha === null) throw notFound(`No commit found for SHA: ${c.req.param("ref")}`);
    return c.json(commitShape(standIn, c.get("repo"), await readCommit(git, c.get("gitDir"), sha)));
  });
}

function collaborators(app: Hono<ApiEnv>, standIn: StandIn): void {
  const { db } = standIn;
  app.put("/collaborators/:login", async (c) => {
    const user = findUser(c.req.param("login"));
    if (!user) throw notFound();
    const body = await jsonBody(c);
    db.grant(c.get("repo").id, user.login, body.permission === "pull" ? "pull" : "push");
    return c.body(null, 204);
  });
}
