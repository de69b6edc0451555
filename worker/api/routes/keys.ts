import { createRoute } from "@hono/zod-openapi";
import { z } from "zod";
import { serviceFor } from "../../access/actor.ts";
import { deleteApiKey, listApiKeys, putApiKey } from "../../access/api-keys.ts";
import { keyRingOf, modelFor, storeConfig } from "../../access/credentials.ts";
import type { Config } from "../../env.ts";
import { checkBaseUrl } from "../../llm/base-url.ts";
import { checkResolved } from "../../llm/resolved-url.ts";
import { testKey } from "../../llm/test-key.ts";
import {
  ApiError,
  ApiKey,
  ApiKeyList,
  fieldError,
  KeyTest,
  PROVIDERS,
  ProviderId,
  PutApiKey,
} from "../../protocol/index.ts";
import { userClient } from "../../store/client.ts";
import type { Api } from "../context.ts";
import { body, failures, json, signedIn } from "../schema.ts";

const Provider = z.object({ provider: ProviderId.exclude(["demo"]) });

const TEST_TIMEOUT_MS = 15_000;

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
      const { takesUrl, key: need } = PROVIDERS[provider];
      if (takesUrl && !base_url)
        throw fieldError("invalid_request", "base_url", "is needed for this provider");
      if (!takesUrl && base_url)
        throw fieldError("invalid_request", "base_url", "is not taken for this provider");
      if (need === "required" && key === undefined)
        throw fieldError("invalid_request", "key", "is needed for this provider");
      const checked = base_url ? await checkModelServer(config, base_url) : null;
      if (checked && !checked.ok) throw fieldError("invalid_request", "base_url", checked.reason);
      const stored = await putApiKey(serviceFor(c), keyRingOf(config), {
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
      method: "post",
      path: "/api/keys/{provider}/test",
      summary: "Whether the key in use works, and which models it may use",
      security: signedIn,
      request: { params: Provider },
      responses: { 200: json(KeyTest, "What the provider answered"), ...failures },
    }),
    async (c) => {
      const { provider } = c.req.valid("param");
      const access = await modelFor(c.var.config, c.var.caller.userId, provider);
      if ("problem" in access)
        throw new ApiError("missing_model_key", `there is no usable key for ${provider}`);
      const result = await testKey(access.client, AbortSignal.timeout(TEST_TIMEOUT_MS));
      return c.json(
        result.ok
          ? { ok: true, models: result.models, error: null }
          : { ok: false, models: [], error: { class: result.class, message: result.message } },
      );
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

async function checkModelServer(config: Config, baseUrl: string) {
  const checked = checkBaseUrl(baseUrl, { allowLoopback: config.EMBEDDED });
  return checked.ok && !config.EMBEDDED ? checkResolved(checked.url, config.DNS_URL, fetch) : checked;
}
