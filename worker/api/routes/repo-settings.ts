import { createRoute } from "@hono/zod-openapi";
import { z } from "zod";
import {
  ApiError,
  MAX_REPO_SETTINGS,
  PutRepoSettings,
  RepoFullName,
  RepoSettings,
} from "../../protocol/index.ts";
import { putRepoSettings, readRepoSettings } from "../../store/repo-settings.ts";
import { type Api, rowsOf } from "../context.ts";
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
    async (c) => {
      const { repo } = c.req.valid("query");
      return c.json(await readRepoSettings(rowsOf(c), c.var.caller.userId, repo), 200);
    },
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
      const settings = await putRepoSettings(rowsOf(c), c.var.caller.userId, repo, c.req.valid("json"));
      if (settings === "full")
        throw new ApiError(
          "invalid_state",
          `you have settings for ${MAX_REPO_SETTINGS} repositories, which is the limit`,
        );
      return c.json(settings, 200);
    },
  );
}
