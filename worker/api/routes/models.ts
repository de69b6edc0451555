import { createRoute } from "@hono/zod-openapi";
import { PROVIDERS } from "../../llm/providers.ts";
import { ModelFailure } from "../../llm/types.ts";
import { AUTO, ModelList, type ModelProvider, ProviderId } from "../../protocol/index.ts";
import { modelFor } from "../../task/credentials.ts";
import type { Api, ApiContext } from "../context.ts";
import { failures, json, signedIn } from "../schema.ts";

const LIST_TIMEOUT_MS = 4_000;
const MAX_MODELS = 500;

export function modelRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/models",
      summary: "Providers and models, and which of them work now",
      security: signedIn,
      responses: { 200: json(ModelList, "Providers"), ...failures },
    }),
    async (c) => {
      const ids = ProviderId.options.filter(
        (id) => id !== "demo" || c.var.config.DEMO_MODEL_URL !== undefined,
      );
      const providers = await Promise.all(ids.map((id) => describe(c, id)));
      return c.json({ providers: [...providers, automatic(providers)] });
    },
  );
}

/** Chooses among the others; the demo model is never chosen. */
function automatic(providers: ModelProvider[]): ModelProvider {
  const usable = providers.some(({ id, status }) => id !== "demo" && status === "ready");
  return {
    id: AUTO,
    label: "Automatic",
    status: usable ? "ready" : "missing_key",
    note: "The best model you have a key for, for each kind of work",
    models: [{ id: AUTO, label: "Automatic" }],
    custom_models: false,
  };
}

async function describe(c: ApiContext, id: ProviderId): Promise<ModelProvider> {
  const { label, customModels, models } = PROVIDERS[id];
  const provider = { id, label, note: null, custom_models: customModels };
  const access = await modelFor(c.var.config, c.var.caller.userId, id);
  if ("problem" in access) {
    const note =
      access.problem === "unreadable_key" ? "the stored key cannot be decrypted; enter it again" : null;
    return { ...provider, status: "missing_key", note, models };
  }
  try {
    const offered = await access.client.listModels(AbortSignal.timeout(LIST_TIMEOUT_MS));
    return { ...provider, status: "ready", models: choose(models, offered) };
  } catch (error) {
    const note = error instanceof ModelFailure ? error.message : "the endpoint does not answer";
    // Some compatible endpoints have no model list; a typed model id may work all the same.
    return { ...provider, status: "unreachable", note, models };
  }
}

/** Where we know a provider's models, its list only says which of them this key may use: it names others too. */
function choose(known: ModelProvider["models"], offered: string[]): ModelProvider["models"] {
  if (known.length === 0) return offered.slice(0, MAX_MODELS).map((id) => ({ id, label: id }));
  const available = new Set(offered);
  return known.filter((model) => available.has(model.id));
}
