import { Hono } from "hono";
import { jsonBody, notFound, paginate, textField, validationFailed } from "../answers.ts";
import { type ApiEnv, type StandIn, timestamp } from "../context.ts";
import { objectType } from "../git/objects.ts";
import { resolve } from "../git/refs.ts";
import { checkRunShape, fullName, repoShape, statusShape } from "../shapes.ts";

/** What others say of a commit: commit statuses, and check runs. */
export function checkRoutes(standIn: StandIn): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  statuses(app, standIn);
  checkRuns(app, standIn);
  return app;
}

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
    const shapes = [...newest.values()].map((status) => statusShape(standIn, c.get("repo"), status));
    const states = new Set(shapes.map((status) => status.state));
    const failed = states.has("failure") || states.has("error");
    const state = failed ? "failure" : states.size > 0 && !states.has("pending") ? "success" : "pending";
    const repo = c.get("repo");
    const commit_url = `${standIn.apiUrl}/repos/${fullName(repo)}/commits/${sha}`;
    const repository = await repoShape(standIn, repo, db.permission(repo.id, c.get("user").login) ?? "pull");
    const counts = { total_count: shapes.length, statuses: shapes };
    return c.json({ state, sha, commit_url, url: `${commit_url}/status`, repository, ...counts });
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
    return c.json(statusShape(standIn, c.get("repo"), status), 201);
  });
}

const RUN_STATES = ["queued", "in_progress", "completed"];
const CONCLUSIONS = ["action_required", "cancelled", "failure", "neutral", "success", "skipped", "timed_out"];

function checkRuns(app: Hono<ApiEnv>, standIn: StandIn): void {
  const { git, db } = standIn;
  app.get("/commits/:ref{.+}/check-runs", async (c) => {
    const repo = c.get("repo");
    const sha = await resolve(git, c.get("gitDir"), c.req.param("ref"));
    if (sha === null) throw notFound();
    // Only the newest run of a name counts, as with GitHub's default `filter=latest`.
    const newest = new Map(
      db
        .listCheckRuns(repo.id, sha)
        .toReversed()
        .map((check) => [check.name, check]),
    );
    const shapes = [...newest.values()].map((check) => checkRunShape(standIn, repo, check));
    return c.json({ total_count: shapes.length, check_runs: paginate(c, shapes) });
  });

  // On GitHub only an App may write check runs; here anyone who may push.
  app.post("/check-runs", async (c) => {
    const body = await jsonBody(c);
    const resource = "CheckRun";
    const name = textField(body, resource, "name");
    const sha = textField(body, resource, "head_sha");
    const conclusion = typeof body.conclusion === "string" ? body.conclusion : null;
    const status =
      conclusion !== null ? "completed" : typeof body.status === "string" ? body.status : "queued";
    if ((await objectType(git, c.get("gitDir"), sha)) !== "commit") {
      throw validationFailed({ resource, field: "head_sha", code: "invalid" });
    }
    if (!RUN_STATES.includes(status) || (status === "completed" && !CONCLUSIONS.includes(conclusion ?? ""))) {
      throw validationFailed({ resource, field: "status", code: "invalid" });
    }
    const startedAt = timestamp(standIn.now());
    const repo = c.get("repo");
    const check = db.addCheckRun({ repoId: repo.id, sha, name, status, conclusion, startedAt });
    return c.json(checkRunShape(standIn, repo, check), 201);
  });
}
