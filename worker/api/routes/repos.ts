import { createRoute } from "@hono/zod-openapi";
import { z } from "zod";
import { listBranches, listRepos } from "../../github/repos.ts";
import { BranchPage, RepoFullName, RepoPage } from "../../protocol/index.ts";
import type { Api } from "../context.ts";
import { githubOf } from "../github-of.ts";
import { failures, json, signedIn } from "../schema.ts";

const Paging = {
  q: z.string().max(200).optional().describe("Part of the name, any case"),
  page: z.coerce.number().int().min(1).max(1000).default(1),
  per_page: z.coerce.number().int().min(1).max(100).default(30),
};

export function repoRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/repos",
      summary: "Repositories the caller can use, most recently pushed first",
      security: signedIn,
      request: { query: z.object(Paging) },
      responses: { 200: json(RepoPage, "One page"), ...failures },
    }),
    async (c) => {
      const { q, page, per_page } = c.req.valid("query");
      const { client } = await githubOf(c);
      return c.json(await listRepos(client, { query: q, page, perPage: per_page }));
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/branches",
      summary: "Branches of a repository",
      security: signedIn,
      request: { query: z.object({ repo: RepoFullName, ...Paging }) },
      responses: { 200: json(BranchPage, "One page"), ...failures },
    }),
    async (c) => {
      const { repo, q, page, per_page } = c.req.valid("query");
      const { client } = await githubOf(c);
      return c.json(await listBranches(client, repo, { query: q, page, perPage: per_page }));
    },
  );
}
