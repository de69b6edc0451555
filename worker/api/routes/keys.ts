import { createRoute } from "@hono/zod-openapi";
import { z } from "zod";
import { checkBaseUrl } from "../../llm/base-url.ts";
import { ApiError, ApiKey, ApiKeyList, ProviderId, PutApiKey } from "../../protocol/index.ts";
import { deleteApiKey, listApiKeys, putApiKey } from "../../store/api-keys.ts";
import { serviceClient, userClient } from "../../store/client.ts";
import { keyRingOf, storeConfig } from "../../task/credentials.ts";
import type { Api } from "../context.ts";
import { body, failures, json, signedIn } from "../schema.ts";

const Provider = z.object({ provider: ProviderId.exclude(["demo"]) });

const wrongField = (path: string, message: string) =>
  new ApiError("invalid_request", `${path}: ${message}`, { details: [{ path, message }] });

export function keyRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/keys",
      summary: "The caller's model keys, without the keys",
      security: signedIn,
      responses: { 200: json(ApiKeyList, "Keys"), ...failures },
    }),
    async (c) =>
      c.json({ items: await listApiKeys(userClient(storeConfig(c.var.config), c.var.caller.jwt)) }),
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
      const { config, caller } = c.var;
      const { provider } = c.req.valid("param");
      const { key, base_url } = c.req.valid("json");
      if (provider === "openai_compatible" && !base_url)
        throw wrongField("base_url", "is needed for this provider");
      if (provider !== "openai_compatible" && base_url)
        throw wrongField("base_url", "only openai_compatible takes one");
      if (provider !== "openai_compatible" && key === undefined)
        throw wrongField("key", "is needed for this provider");
      const checked = base_url ? checkBaseUrl(base_url, { allowLoopback: config.EMBEDDED }) : null;
      if (checked && !checked.ok) throw wrongField("base_url", checked.reason);
      const stored = await putApiKey(serviceClient(storeConfig(config)), keyRingOf(config), {
        userId: caller.userId,
        provider,
        // A server of one's own often asks for no key; the row keeps its shape with an empty one.
        key: key ?? "",
        baseUrl: checked?.ok ? checked.url : null,
      });
      return c.json(stored);
    },
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
      await deleteApiKey(
        userClient(storeConfig(c.var.config), c.var.caller.jwt),
        c.var.caller.userId,
        c.req.valid("param").provider,
      );
      return c.body(null, 204);
    },
  );
}
