import { type Context, Hono } from "hono";
import type { StandIn } from "../context.ts";
import type { Repository } from "../database.ts";
import { changedFiles, unifiedDiff } from "../git/diff.ts";
import { readTree } from "../git/objects.ts";
import { listRefs, resolve } from "../git/refs.ts";
import { PAGE_POLICY } from "../pages/layout.ts";
import { pullPage } from "../pages/pull.ts";
import { avatar, homePage, repoPage } from "../pages/repo.ts";
import { diffBase, pullCommits, refresh } from "../pull-requests.ts";
import { defaultBranch } from "../shapes.ts";
import { USERS } from "../users.ts";

/** The pages for a browser. No sign-in: only this machine can reach them. */
export function pageRoutes(standIn: StandIn): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    if (c.res.headers.get("content-type")?.startsWith("text/html")) {
      c.header("Content-Security-Policy", PAGE_POLICY);
    }
  });

  app.get("/", (c) => {
    const found = USERS.flatMap((user) => standIn.db.repositoriesOf(user.login));
    const unique = [...new Map(found.map((repo) => [repo.id, repo])).values()];
    return c.html(homePage(unique));
  });

  app.get("/favicon.ico", (c) => c.body(null, 204));

  app.get("/avatars/:file{[a-z0-9-]+\\.svg}", (c) =>
    c.body(avatar(c.req.param("file").slice(0, -4)), 200, {
      "Content-Type": "image/svg+xml",
      "Cache-Control": "max-age=86400",
    }),
  );

  app.get("/:owner/:name", async (c) => {
    const repo = standIn.db.findRepository(c.req.param("owner"), c.req.param("name"));
    return repo === null ? c.notFound() : c.html(repoPage(await repoView(standIn, repo)));
  });

  app.get("/:owner/:name/pull/:number{[0-9]+(\\.diff)?}", async (c) => {
    const repo = standIn.db.findRepository(c.req.param("owner"), c.req.param("name"));
    if (repo === null) return c.notFound();
    return pullAnswer(standIn, c, repo, Number.parseInt(c.req.param("number"), 10));
  });
  return app;
}

async function pullAnswer(standIn: StandIn, c: Context, repo: Repository, number: number): Promise<Response> {
  const stored = standIn.db.getPull(repo.id, number);
  if (stored === null) return c.notFound();
  const pull = await refresh(standIn, repo, stored);
  const gitDir = standIn.gitDir(repo);
  const from = await diffBase(standIn, repo, pull);
  if (c.req.path.endsWith(".diff")) return c.text(await unifiedDiff(standIn.git, gitDir, from, pull.headSha));
  const [commits, files] = await Promise.all([
    pullCommits(standIn, repo, pull),
    changedFiles(standIn.git, gitDir, from, pull.headSha),
  ]);
  const comments = standIn.db.listComments(repo.id, number);
  return c.html(pullPage({ repo, pull, commits, files, comments }));
}

async function repoView(standIn: StandIn, repo: Repository) {
  const gitDir = standIn.gitDir(repo);
  const branch = await defaultBranch(standIn, repo);
  const head = await resolve(standIn.git, gitDir, `refs/heads/${branch}`);
  const entries = head === null ? [] : await readTree(standIn.git, gitDir, head, false);
  const readme = entries.find((entry) => entry.type === "blob" && /^readme\.md$/i.test(entry.path));
  const pulls = standIn.db.listPulls(repo.id).map((pull) => refresh(standIn, repo, pull));
  return {
    repo,
    cloneUrl: `${standIn.webUrl}/${repo.owner}/${repo.name}.git`,
    defaultBranch: branch,
    branches: (await listRefs(standIn.git, gitDir, "refs/heads/")).map(({ name, sha }) => ({
      name: name.slice("refs/heads/".length),
      sha,
    })),
    entries,
    readme: readme ? (await standIn.git(["cat-file", "blob", readme.sha], { gitDir })).toString() : null,
    pulls: await Promise.all(pulls),
  };
}
