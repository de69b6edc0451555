import { createRoute } from "@hono/zod-openapi";
import { z } from "zod";
import { storeModelKey, testModelKey } from "../../access/model-keys.ts";
import { deleteModelKey, listModelKeys } from "../../account/model-keys.ts";
import { ApiKey, ApiKeyList, KeyTest, ProviderId, PutApiKey } from "../../protocol/index.ts";
import type { Api } from "../context.ts";
import { body, failures, json, signedIn } from "../schema.ts";

const Provider = z.object({ provider: ProviderId.exclude(["demo"]) });

export function keyRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/keys",
      summary: "The caller's model keys, without the keys",
      security: signedIn,
      responses: { 200: json(ApiKeyList, "Keys"), ...failures },
    }),
    async (c) => c.json({ items: await listModelKeys(c.var.deps, c.var.caller) }),
  );

  app.openapi(
    createRoute({
      method: "put",
      path: "/api/keys/{provider}",
      summary: "Store or replace a model key",
      security: signedIn,
      request: { params: Provider, body: body(PutApiKey) },
      responses: { 200: json(ApiKey, "Stored, encrypted"), ...failures },
    }),
    async (c) => {
      const { deps, caller } = c.var;
      const { provider } = c.req.valid("param");
      return c.json(await storeModelKey(deps.config, caller, provider, c.req.valid("json")));
    },
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/api/keys/{provider}/test",
      summary: "Whether the key in use works, and which models it may use",
      security: signedIn,
      request: { params: Provider },
      responses: { 200: json(KeyTest, "What the provider answered"), ...failures },
    }),
    async (c) => c.json(await testModelKey(c.var.deps.config, c.var.caller, c.req.valid("param").provider)),
  );

  app.openapi(
    createRoute({
      method: "delete",
      path: "/api/keys/{provider}",
      summary: "Delete a model key",
      security: signedIn,
      request: { params: Provider },
      responses: { 204: { description: "Gone, whether or not it was there" }, ...failures },
    }),
    async (c) => {
      await deleteModelKey(c.var.deps, c.var.caller, c.req.valid("param").provider);
      return c.body(null, 204);
    },
  );
}
