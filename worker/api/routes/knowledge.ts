import { createRoute } from "@hono/zod-openapi";
import { z } from "zod";
import { addKnowledge, correctKnowledge, deleteKnowledge, listKnowledge } from "../../account/knowledge.ts";
import {
  EditKnowledge,
  KnowledgeItem,
  KnowledgeList,
  MAX_KNOWLEDGE_PER_REPO,
  PutKnowledge,
  RepoFullName,
} from "../../protocol/index.ts";
import type { Api } from "../context.ts";
import { body, failures, json, signedIn } from "../schema.ts";

const Params = z.object({ id: z.string() });

export function knowledgeRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/knowledge",
      summary: "What later tasks of the caller will know about a repository, oldest first",
      security: signedIn,
      request: { query: z.object({ repo: RepoFullName }) },
      responses: { 200: json(KnowledgeList, "All of it"), ...failures },
    }),
    async (c) => {
      const { repo } = c.req.valid("query");
      return c.json({ items: await listKnowledge(c.var.deps, c.var.caller, repo) }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/api/knowledge",
      summary: "Add a command or a convention",
      description: `At most ${MAX_KNOWLEDGE_PER_REPO} for each repository.`,
      security: signedIn,
      request: { body: body(PutKnowledge) },
      responses: {
        200: json(KnowledgeItem, "It was known already"),
        201: json(KnowledgeItem, "Added"),
        ...failures,
      },
    }),
    async (c) => {
      const { item, added } = await addKnowledge(c.var.deps, c.var.caller, c.req.valid("json"));
      return added ? c.json(item, 201) : c.json(item, 200);
    },
  );

  changingRoutes(app);
}

function changingRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "patch",
      path: "/api/knowledge/{id}",
      summary: "Correct an item's text",
      security: signedIn,
      request: { params: Params, body: body(EditKnowledge) },
      responses: { 200: json(KnowledgeItem, "Corrected"), ...failures },
    }),
    async (c) => {
      const { text } = c.req.valid("json");
      return c.json(await correctKnowledge(c.var.deps, c.var.caller, c.req.param("id"), text), 200);
    },
  );

  app.openapi(
    createRoute({
      method: "delete",
      path: "/api/knowledge/{id}",
      summary: "Delete an item",
      security: signedIn,
      request: { params: Params },
      responses: { 204: { description: "Gone, whether or not it was there" }, ...failures },
    }),
    async (c) => {
      await deleteKnowledge(c.var.deps, c.var.caller, c.req.param("id"));
      return c.body(null, 204);
    },
  );
}
