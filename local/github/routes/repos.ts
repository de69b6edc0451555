import { Hono } from "hono";
import { emptyRepository, jsonBody, notFound, paginate, textField, validationFailed } from "../answers.ts";
import { type ApiEnv, type StandIn, timestamp } from "../context.ts";
import { listCommits } from "../git/diff.ts";
import { objectType, readCommit } from "../git/objects.ts";
import { branchHead, listRefs, resolve } from "../git/refs.ts";
import { commitShape, defaultBranch, fullName, repoShape, statusShape } from "../shapes.ts";
import { findUser } from "../users.ts";

/** One repository: itself, its branches and commits, collaborators and commit statuses. */
export function repoRoutes(standIn: StandIn): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  branches(app, standIn);
  statuses(app, standIn);
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

/** Registered before the single commit, whose route would take `/status` for a part of the name. */
function statuses(app: Hono<ApiEnv>, standIn: StandIn): void {
  const { git, db } = standIn;
  app.get("/commits/:ref{.+}/status", async (c) => {
    const sha = await resolve(git, c.get("gitDir"), c.req.param("ref"));
    if (sha === null) throw notFound();
    const newest = new Map(
      // Newest first; the map keeps the last entry of a context, so oldest must come last.
      db
        .listStatuses(c.get("repo").id, sha)
        .toReversed()
        .map((status) => [status.context, status]),
    );
    const shapes = [...newest.values()].map((status) => statusShape(standIn, status));
    const states = new Set(shapes.map((status) => status.state));
    const failed = states.has("failure") || states.has("error");
    const state = failed ? "failure" : states.size > 0 && !states.has("pending") ? "success" : "pending";
    return c.json({ state, sha, total_count: shapes.length, statuses: shapes });
  });

  app.post("/statuses/:sha", async (c) => {
    const sha = c.req.param("sha");
    if ((await objectType(git, c.get("gitDir"), sha)) !== "commit") throw notFound();
    const body = await jsonBody(c);
    const state = textField(body, "Status", "state");
    if (!["error", "failure", "pending", "success"].includes(state)) {
      throw validationFailed({ resource: "Status", field: "state", code: "invalid" });
    }
    const status = db.addStatus({
      repoId: c.get("repo").id,
      sha,
      state,
      context: typeof body.context === "string" ? body.context : "default",
      description: typeof body.description === "string" ? body.description : null,
      targetUrl: typeof body.target_url === "string" ? body.target_url : null,
      author: c.get("user").login,
      createdAt: timestamp(standIn.now()),
    });
    return c.json(statusShape(standIn, status), 201);
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
