import { Hono } from "hono";
import {
  GitHubError,
  jsonBody,
  notFound,
  paginate,
  textField,
  unprocessable,
  validationFailed,
} from "../answers.ts";
import { type ApiContext, type ApiEnv, type StandIn, timestamp } from "../context.ts";
import type { PullRequest } from "../database.ts";
import { changedFiles, unifiedDiff } from "../git/diff.ts";
import { branchHead, isAncestor } from "../git/refs.ts";
import { commitCount, diffBase, merge, mergedTree, pullCommits, refresh } from "../pull-requests.ts";
import { commentShape, commitShape, fileShape, fullName, pullShape, userShape } from "../shapes.ts";

/** `/pulls` and the comments under `/issues`: pull requests are the only issues there are. */
export function pullRoutes(standIn: StandIn): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  list(app, standIn);
  create(app, standIn);
  single(app, standIn);
  comments(app, standIn);
  return app;
}

const permission = (standIn: StandIn, c: ApiContext) =>
  standIn.db.permission(c.get("repo").id, c.get("user").login) ?? "pull";

async function findPull(standIn: StandIn, c: ApiContext): Promise<PullRequest> {
  const pull = standIn.db.getPull(c.get("repo").id, Number(c.req.param("number")));
  if (pull === null) throw notFound();
  return refresh(standIn, c.get("repo"), pull);
}

/** The whole pull request, as the single view and every write answer it. */
async function detail(standIn: StandIn, c: ApiContext, pull: PullRequest) {
  const repo = c.get("repo");
  const gitDir = c.get("gitDir");
  const from = await diffBase(standIn, repo, pull);
  const [files, commits, tree, shape] = await Promise.all([
    changedFiles(standIn.git, gitDir, from, pull.headSha),
    commitCount(standIn, repo, pull),
    pull.state === "open" ? mergedTree(standIn, repo, pull) : null,
    pullShape(standIn, repo, permission(standIn, c), pull),
  ]);
  const open = pull.state === "open";
  return {
    ...shape,
    merged: pull.mergedAt !== null,
    mergeable: open ? tree !== null : null,
    mergeable_state: open ? (tree === null ? "dirty" : pull.draft ? "draft" : "clean") : "unknown",
    merged_by: pull.mergedAt === null ? null : userShape(standIn, pull.author),
    maintainer_can_modify: false,
    review_comments: 0,
    comments: standIn.db.listComments(repo.id, pull.number).length,
    commits,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  };
}

function list(app: Hono<ApiEnv>, standIn: StandIn): void {
  app.get("/pulls", async (c) => {
    const repo = c.get("repo");
    const { state = "open", head, base } = c.req.query();
    const all = await Promise.all(standIn.db.listPulls(repo.id).map((pull) => refresh(standIn, repo, pull)));
    const found = all.filter(
      (pull) =>
        (state === "all" || pull.state === state) &&
        (head === undefined || head.toLowerCase() === `${repo.owner}:${pull.head}`.toLowerCase()) &&
        (base === undefined || base === pull.base),
    );
    const page = paginate(c, found);
    return c.json(
      await Promise.all(page.map((pull) => pullShape(standIn, repo, permission(standIn, c), pull))),
    );
  });
}

function create(app: Hono<ApiEnv>, standIn: StandIn): void {
  app.post("/pulls", async (c) => {
    const repo = c.get("repo");
    const gitDir = c.get("gitDir");
    const body = await jsonBody(c);
    const title = textField(body, "PullRequest", "title");
    const base = textField(body, "PullRequest", "base");
    const wanted = textField(body, "PullRequest", "head");
    const head = wanted.includes(":") ? wanted.slice(wanted.indexOf(":") + 1) : wanted;
    const resource = "PullRequest";
    if (title === "") throw validationFailed({ resource, field: "title", code: "missing_field" });
    const baseSha = await branchHead(standIn.git, gitDir, base);
    if (baseSha === null) throw validationFailed({ resource, field: "base", code: "invalid" });
    const headSha = await branchHead(standIn.git, gitDir, head);
    if (headSha === null) throw validationFailed({ resource, field: "head", code: "invalid" });
    if (await isAncestor(standIn.git, gitDir, headSha, baseSha)) {
      const message = `No commits between ${base} and ${head}`;
      throw validationFailed({ resource, code: "custom", message });
    }
    const open = standIn.db.listPulls(repo.id).filter((pull) => pull.state === "open");
    if (open.some((pull) => pull.head === head && pull.base === base)) {
      const message = `A pull request already exists for ${repo.owner}:${head}.`;
      throw validationFailed({ resource, code: "custom", message });
    }
    const now = timestamp(standIn.now());
    const pull: PullRequest = {
      repoId: repo.id,
      number: standIn.db.nextNumber(repo.id),
      title,
      body: typeof body.body === "string" ? body.body : "",
      head,
      base,
      author: c.get("user").login,
      draft: body.draft === true,
      state: "open",
      headSha,
      baseSha,
      mergeSha: null,
      createdAt: now,
      updatedAt: now,
      closedAt: null,
      mergedAt: null,
    };
    standIn.db.putPull(pull);
    await standIn.git(["update-ref", `refs/pull/${pull.number}/head`, headSha], { gitDir });
    c.header("Location", `${standIn.apiUrl}/repos/${fullName(repo)}/pulls/${pull.number}`);
    return c.json(await detail(standIn, c, pull), 201);
  });
}

function single(app: Hono<ApiEnv>, standIn: StandIn): void {
  app.get("/pulls/:number{[0-9]+}", async (c) => {
    const pull = await findPull(standIn, c);
    if ((c.req.header("accept") ?? "").includes("diff")) {
      const from = await diffBase(standIn, c.get("repo"), pull);
      return c.text(await unifiedDiff(standIn.git, c.get("gitDir"), from, pull.headSha));
    }
    return c.json(await detail(standIn, c, pull));
  });

  app.patch("/pulls/:number{[0-9]+}", async (c) => {
    const pull = await findPull(standIn, c);
    const body = await jsonBody(c);
    const now = timestamp(standIn.now());
    if (body.state === "open" && pull.mergedAt !== null) {
      throw validationFailed({ resource: "PullRequest", field: "state", code: "invalid" });
    }
    const state = body.state === "open" || body.state === "closed" ? body.state : pull.state;
    const next: PullRequest = {
      ...pull,
      title: typeof body.title === "string" ? body.title : pull.title,
      body: typeof body.body === "string" ? body.body : pull.body,
      state,
      closedAt: state === "open" ? null : (pull.closedAt ?? now),
      updatedAt: now,
    };
    standIn.db.putPull(next);
    return c.json(await detail(standIn, c, next));
  });

  app.get("/pulls/:number{[0-9]+}/files", async (c) => {
    const pull = await findPull(standIn, c);
    const from = await diffBase(standIn, c.get("repo"), pull);
    const files = await changedFiles(standIn.git, c.get("gitDir"), from, pull.headSha);
    return c.json(paginate(c, files).map((file) => fileShape(standIn, c.get("repo"), pull.headSha, file)));
  });

  app.get("/pulls/:number{[0-9]+}/commits", async (c) => {
    const commits = await pullCommits(standIn, c.get("repo"), await findPull(standIn, c));
    return c.json(paginate(c, commits).map((commit) => commitShape(standIn, c.get("repo"), commit)));
  });

  app.put("/pulls/:number{[0-9]+}/merge", async (c) => {
    const pull = await findPull(standIn, c);
    if (pull.state === "closed" || pull.draft) throw new GitHubError(405, "Pull Request is not mergeable");
    const merged = await merge(standIn, c.get("repo"), pull, c.get("user"));
    if (merged === null) throw new GitHubError(405, "Pull Request is not mergeable");
    return c.json({ sha: merged.mergeSha, merged: true, message: "Pull Request successfully merged" });
  });
}

function comments(app: Hono<ApiEnv>, standIn: StandIn): void {
  app.get("/issues/:number{[0-9]+}/comments", async (c) => {
    const pull = await findPull(standIn, c);
    const found = standIn.db.listComments(c.get("repo").id, pull.number);
    return c.json(paginate(c, found).map((comment) => commentShape(standIn, c.get("repo"), comment)));
  });

  app.post("/issues/:number{[0-9]+}/comments", async (c) => {
    const pull = await findPull(standIn, c);
    const body = textField(await jsonBody(c), "IssueComment", "body");
    if (body.trim() === "") throw unprocessable("Body cannot be blank");
    const comment = standIn.db.addComment({
      repoId: c.get("repo").id,
      number: pull.number,
      author: c.get("user").login,
      body,
      createdAt: timestamp(standIn.now()),
    });
    return c.json(commentShape(standIn, c.get("repo"), comment), 201);
  });
}
