import { createRoute } from "@hono/zod-openapi";
import { PutSharing, Sharing } from "../../protocol/index.ts";
import { readSharing, shareTask } from "../../tasks/share.ts";
import type { Api } from "../context.ts";
import { body, failures, json, signedIn, TaskParams } from "../schema.ts";

/** Who else may read a task, for its owner alone. */
export function sharingRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/tasks/{id}/sharing",
      summary: "Who may read the task besides its owner",
      security: signedIn,
      request: { params: TaskParams },
      responses: { 200: json(Sharing, "For the task's owner alone"), ...failures },
    }),
    async (c) => c.json(await readSharing(c.var.deps, c.var.caller, c.req.param("id")), 200),
  );

  app.openapi(
    createRoute({
      method: "put",
      path: "/api/tasks/{id}/sharing",
      summary: "Share the task, or take it back",
      description:
        "`link` makes an address for whoever has it, or keeps the one there is. Anything else revokes it for good: sharing again makes another address.",
      security: signedIn,
      request: { params: TaskParams, body: body(PutSharing) },
      responses: { 200: json(Sharing, "How it is shared now"), ...failures },
    }),
    async (c) =>
      c.json(await shareTask(c.var.deps, c.var.caller, c.req.param("id"), c.req.valid("json")), 200),
  );
}
