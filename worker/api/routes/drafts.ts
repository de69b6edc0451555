import { createRoute } from "@hono/zod-openapi";
import { z } from "zod";
import { deleteDraft, listDrafts, putDraft } from "../../account/drafts.ts";
import { Draft, DraftList, MAX_DRAFTS, PutDraft } from "../../protocol/index.ts";
import type { Api } from "../context.ts";
import { body, failures, json, signedIn } from "../schema.ts";

const Params = z.object({ id: z.uuid() });

export function draftRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/drafts",
      summary: "The caller's drafts of tasks, last changed first",
      security: signedIn,
      responses: { 200: json(DraftList, "All of them"), ...failures },
    }),
    async (c) => c.json({ items: await listDrafts(c.var.deps, c.var.caller) }, 200),
  );

  app.openapi(
    createRoute({
      method: "put",
      path: "/api/drafts/{id}",
      summary: "Create or replace a draft",
      description: `The client chooses the id. At most ${MAX_DRAFTS} for each user.`,
      security: signedIn,
      request: { params: Params, body: body(PutDraft) },
      responses: { 200: json(Draft, "The draft as it is stored"), ...failures },
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      return c.json(await putDraft(c.var.deps, c.var.caller, id, c.req.valid("json")), 200);
    },
  );

  app.openapi(
    createRoute({
      method: "delete",
      path: "/api/drafts/{id}",
      summary: "Delete a draft",
      security: signedIn,
      request: { params: Params },
      responses: { 204: { description: "Gone, whether or not it was there" }, ...failures },
    }),
    async (c) => {
      await deleteDraft(c.var.deps, c.var.caller, c.req.valid("param").id);
      return c.body(null, 204);
    },
  );
}
