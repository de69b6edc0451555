import { createRoute } from "@hono/zod-openapi";
import { z } from "zod";
import { putRepoSettings, readRepoSettings } from "../../account/repo-settings.ts";
import { MAX_REPO_SETTINGS, PutRepoSettings, RepoFullName, RepoSettings } from "../../protocol/index.ts";
import type { Api } from "../context.ts";
import { body, failures, json, signedIn } from "../schema.ts";

const Query = z.object({ repo: RepoFullName });

export function repoSettingsRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/repo-settings",
      summary: "What the caller decided for their own tasks in a repository",
      description: "The defaults, with `updated_at: null`, where nothing was decided.",
      security: signedIn,
      request: { query: Query },
      responses: { 200: json(RepoSettings, "The settings that hold"), ...failures },
    }),
    async (c) => c.json(await readRepoSettings(c.var.deps, c.var.caller, c.req.valid("query").repo), 200),
  );

  app.openapi(
    createRoute({
      method: "put",
      path: "/api/repo-settings",
      summary: "Decide for one's own tasks in a repository",
      description: `Takes the place of what was decided before. For at most ${MAX_REPO_SETTINGS} repositories.`,
      security: signedIn,
      request: { query: Query, body: body(PutRepoSettings) },
      responses: { 200: json(RepoSettings, "The settings that hold now"), ...failures },
    }),
    async (c) => {
      const { repo } = c.req.valid("query");
      return c.json(await putRepoSettings(c.var.deps, c.var.caller, repo, c.req.valid("json")), 200);
    },
  );
}
