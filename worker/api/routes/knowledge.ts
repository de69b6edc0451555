import { createRoute } from "@hono/zod-openapi";
import { z } from "zod";
import {
  ApiError,
  EditKnowledge,
  KnowledgeItem,
  KnowledgeList,
  MAX_KNOWLEDGE_PER_REPO,
  PutKnowledge,
  RepoFullName,
} from "../../protocol/index.ts";
import { addKnowledge, deleteKnowledge, listKnowledge, updateKnowledge } from "../../store/knowledge.ts";
import { type Api, type ApiContext, rowsOf } from "../context.ts";
import { body, failures, json, signedIn } from "../schema.ts";

const Params = z.object({ id: z.string() });

/** A malformed id is simply an item that does not exist. */
const idOf = (c: ApiContext): string | null => z.uuid().safeParse(c.req.param("id")).data ?? null;
const notFound = () => new ApiError("not_found", "no such item");

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
      return c.json({ items: await listKnowledge(rowsOf(c), c.var.caller.userId, repo) }, 200);
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
      const answer = await addKnowledge(rowsOf(c), {
        userId: c.var.caller.userId,
        ...c.req.valid("json"),
      });
      if (answer.outcome === "full")
        throw new ApiError(
          "invalid_state",
          `this repository has ${MAX_KNOWLEDGE_PER_REPO} items, which is the limit; delete one first`,
        );
      return answer.outcome === "added" ? c.json(answer.item, 201) : c.json(answer.item, 200);
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
      const id = idOf(c);
      if (id === null) throw notFound();
      const item = await updateKnowledge(rowsOf(c), c.var.caller.userId, id, c.req.valid("json").text);
      if (item === "absent") throw notFound();
      if (item === "duplicate")
        throw new ApiError("invalid_state", "text: another item of this repository says the same");
      return c.json(item, 200);
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
      const id = idOf(c);
      if (id !== null) await deleteKnowledge(rowsOf(c), c.var.caller.userId, id);
      return c.body(null, 204);
    },
  );
}
