import { createRoute } from "@hono/zod-openapi";
import { z } from "zod";
import { requireGitHub } from "../../access/credentials.ts";
import { FileListings, rankFiles } from "../../github/files.ts";
import { listBranches, listRepos } from "../../github/repos.ts";
import { BranchName, BranchPage, FileList, RepoFullName, RepoPage } from "../../protocol/index.ts";
import type { Api } from "../context.ts";
import { failures, json, signedIn } from "../schema.ts";

const Paging = {
  q: z.string().max(200).optional().describe("Part of the name, any case"),
  page: z.coerce.number().int().min(1).max(1000).default(1),
  per_page: z.coerce.number().int().min(1).max(100).default(30),
};

/** Of this isolate. */
const listings = new FileListings();

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
      const { client } = await requireGitHub(c.var.deps.config, c.var.caller);
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
      const { client } = await requireGitHub(c.var.deps.config, c.var.caller);
      return c.json(await listBranches(client, repo, { query: q, page, perPage: per_page }));
    },
  );

  fileRoute(app);
}

function fileRoute(app: Api): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/files",
      summary: "Files of a branch whose path contains the text, the likeliest first",
      description: "A path that was pushed less than a minute ago may be missing.",
      security: signedIn,
      request: {
        query: z.object({
          repo: RepoFullName,
          branch: BranchName,
          q: z.string().max(200).default(""),
          limit: z.coerce.number().int().min(1).max(100).default(20),
        }),
      },
      responses: { 200: json(FileList, "The first of them"), ...failures },
    }),
    async (c) => {
      const { repo, branch, q, limit } = c.req.valid("query");
      const { client } = await requireGitHub(c.var.deps.config, c.var.caller);
      const { userId } = c.var.caller;
      const listing = await listings.of(client, { userId, repo, branch }, c.var.deps.now());
      return c.json(rankFiles(listing, q, limit), 200);
    },
  );
}
