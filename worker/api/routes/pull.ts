import { createRoute } from "@hono/zod-openapi";
import { BaseState, PullState } from "../../protocol/index.ts";
import { readBase, readPull } from "../../tasks/pull.ts";
import type { Api, ApiContext } from "../context.ts";
import { failures, json, signedIn, TaskParams } from "../schema.ts";

/** A list of fifty tasks asks for fifty of these: the reader's browser keeps each answer for this long. */
const KEEP_SECONDS = 30;

export function pullRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/tasks/{id}/pull",
      summary: "The task's pull request as GitHub sees it now",
      description: "Asked with the caller's own access to GitHub. `not_found` while there is none.",
      security: signedIn,
      request: { params: TaskParams },
      responses: { 200: json(PullState, "State and checks of the pull request"), ...failures },
    }),
    async (c) => {
      const state = await readPull(c.var.deps, c.var.caller, c.req.param("id"));
      keepFor(c, KEEP_SECONDS);
      return c.json(state, 200);
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/tasks/{id}/base",
      summary: "What became of the branch that the task started from",
      description:
        "Asked with the caller's own access to GitHub, before anything is published: how far the branch went on, and which files of the change were changed there too. `not_found` before the task has a base commit.",
      security: signedIn,
      request: { params: TaskParams },
      responses: { 200: json(BaseState, "The branch as it stands now"), ...failures },
    }),
    async (c) => {
      const state = await readBase(c.var.deps, c.var.caller, c.req.param("id"));
      keepFor(c, KEEP_SECONDS);
      return c.json(state, 200);
    },
  );
}

function keepFor(c: ApiContext, seconds: number): void {
  c.header("cache-control", `private, max-age=${seconds}`);
  c.header("vary", "authorization", { append: true });
}
