import { createRoute } from "@hono/zod-openapi";
import { listModels } from "../../access/model-list.ts";
import { ModelList } from "../../protocol/index.ts";
import type { Api } from "../context.ts";
import { failures, json, signedIn } from "../schema.ts";

export function modelRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/models",
      summary: "Providers and models, and which of them work now",
      security: signedIn,
      responses: { 200: json(ModelList, "Providers"), ...failures },
    }),
    async (c) => c.json(await listModels(c.var.deps.config, c.var.caller), 200),
  );
}
