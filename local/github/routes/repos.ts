import { Hono } from "hono";
import { emptyRepository, jsonBody, notFound, paginate, unprocessable } from "../answers.ts";
import type { ApiEnv, StandIn } from "../context.ts";
import { changedFiles, listCommits, mergeBase } from "../git/diff.ts";
import { readCommit } from "../git/objects.ts";
import { branchHead, listRefs, resolve } from "../git/refs.ts";
import { renameRepository } from "../repositories.ts";
import { commitShape, defaultBranch, fileShape, fullName, repoShape } from "../shapes.ts";
import { findUser } from "../users.ts";

/** One repository: itself, its branches, commits and collaborators. */
export function repoRoutes(standIn: StandIn): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  branches(app, standIn);
  commits(app, standIn);
  comparison(app, standIn);
  rulesets(app, standIn);
  collaborators(app, standIn);
  return app;
}

function branches(app: Hono<ApiEnv>, standIn: StandIn): void {
  const { git, db } = standIn;
  app.get("/", async (c) => {
    const repo = c.get("repo");
    return c.json(await repoShape(standIn, repo, db.permission(repo.id, c.get("user").login) ?? "pull"));
  });

  app.patch("/", async (c) => {
    const repo = c.get("repo");
    const permission = db.permission(repo.id, c.get("user").login) ?? "pull";
    if (permission !== "admin") throw notFound();
    const body = await jsonBody(c);
    if (typeof body.archived === "boolean") db.setArchived(repo.id, body.archived);
    if (typeof body.name === "string") await renameRepository(standIn, repo, body.name);
    const now = db.repositoryById(repo.id);
    if (now === null) throw notFound();
    return c.json(await repoShape(standIn, now, permission));
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
    const repo = c.get("repo");
    const url = `${standIn.apiUrl}/repos/${fullName(repo)}/branches/${encodeURIComponent(name)}`;
    return c.json({
      name,
      commit: commitShape(standIn, repo, commit),
      protected: false,
      protection: { enabled: false },
      protection_url: `${url}/protection`,
      _links: { self: url, html: `${standIn.webUrl}/${fullName(repo)}/tree/${encodeURIComponent(name)}` },
    });
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

function comparison(app: Hono<ApiEnv>, standIn: StandIn): void {
  const { git } = standIn;
  app.get("/compare/:range{.+}", async (c) => {
    const repo = c.get("repo");
    const gitDir = c.get("gitDir");
    const [left = "", right = ""] = c.req.param("range").split("...");
    const [base, head] = await Promise.all([resolve(git, gitDir, left), resolve(git, gitDir, right)]);
    if (base === null || head === null) throw notFound();
    const common = await mergeBase(git, gitDir, base, head);
    if (common === null) throw notFound(`No common ancestor between ${left} and ${right}.`);
    const [ahead, behind, files] = await Promise.all([
      listCommits(git, gitDir, [head, `^${base}`]),
      listCommits(git, gitDir, [base, `^${head}`]),
      changedFiles(git, gitDir, common, head),
    ]);
    const shape = async (sha: string) => commitShape(standIn, repo, await readCommit(git, gitDir, sha));
    const both = ahead.length > 0 && behind.length > 0;
    const page = `${standIn.webUrl}/${fullName(repo)}/compare/${base}...${head}`;
    return c.json({
      url: `${standIn.apiUrl}/repos/${fullName(repo)}/compare/${base}...${head}`,
      html_url: page,
      permalink_url: page,
      diff_url: `${page}.diff`,
      patch_url: `${page}.patch`,
      status: both ? "diverged" : ahead.length > 0 ? "ahead" : behind.length > 0 ? "behind" : "identical",
      ahead_by: ahead.length,
      behind_by: behind.length,
      total_commits: ahead.length,
      base_commit: await shape(base),
      merge_base_commit: await shape(common),
      commits: await Promise.all(ahead.slice(0, 250).reverse().map(shape)),
      // GitHub lists 300 files and no more.
      files: files.slice(0, 300).map((file) => fileShape(standIn, repo, head, file)),
    });
  });
}

/** Rulesets that restrict the creation of branches; the stand-in has no others. */
function rulesets(app: Hono<ApiEnv>, standIn: StandIn): void {
  app.post("/rulesets", async (c) => {
    const body = await jsonBody(c);
    // Read field by field; what is not there includes nothing.
    const { ref_name } = (body.conditions ?? {}) as { ref_name?: { include?: unknown[] } };
    const [include] = ref_name?.include ?? [];
    if (typeof include !== "string") throw unprocessable("conditions.ref_name.include is needed");
    return c.json({ id: standIn.db.addRuleset(c.get("repo").id, include), enforcement: "active" }, 201);
  });

  app.delete("/rulesets/:id{[0-9]+}", (c) => {
    standIn.db.removeRuleset(c.get("repo").id, Number(c.req.param("id")));
    return c.body(null, 204);
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
