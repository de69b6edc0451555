import { createRoute } from "@hono/zod-openapi";
import { modelFor } from "../../access/credentials.ts";
import { modelInfo } from "../../llm/model-info.ts";
import { type KnownModel, knownModels } from "../../llm/providers.ts";
import { ModelFailure } from "../../llm/types.ts";
import { typicalTask } from "../../llm/typical-task.ts";
import {
  AUTO,
  ModelList,
  type ModelProvider,
  PROVIDERS,
  ProviderId,
  type TypicalTask,
} from "../../protocol/index.ts";
import { recentUsage } from "../../store/tasks.ts";
import { type Api, type ApiContext, rowsOf } from "../context.ts";
import { failures, json, signedIn } from "../schema.ts";

const LIST_TIMEOUT_MS = 4_000;
const MAX_MODELS = 500;
/** The typical task is taken from so many of the last ones. */
const RECENT_TASKS = 20;

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
        (id) => id !== "demo" || c.var.deps.config.DEMO_MODEL_URL !== undefined,
      );
      const [usage, described] = await Promise.all([
        recentUsage(rowsOf(c), c.var.caller.userId, RECENT_TASKS),
        Promise.all(ids.map((id) => describe(c, id))),
      ]);
      const typical_task = typicalTask(usage);
      const providers = described.map((provider) => withModelInfo(provider, typical_task));
      return c.json({ providers: [...providers, automatic(providers)], typical_task }, 200);
    },
  );
}

/** A provider before its models are described. */
interface Offer extends Omit<ModelProvider, "id" | "models"> {
  id: ProviderId;
  models: KnownModel[];
}

function withModelInfo(offer: Offer, typical: TypicalTask): ModelProvider {
  const now = Date.now();
  return { ...offer, models: offer.models.map((model) => modelInfo(offer.id, model, typical, now)) };
}

/** Chooses among the others; the demo model is never chosen. */
function automatic(providers: ModelProvider[]): ModelProvider {
  const usable = providers.some(({ id, status }) => id !== "demo" && status === "ready");
  return {
    id: AUTO,
    label: "Automatic",
    status: usable ? "ready" : "missing_key",
    note: "The best model you have a key for, for each kind of work",
    models: [
      {
        id: AUTO,
        label: "Automatic",
        context_tokens: null,
        price: null,
        price_class: null,
        images: null,
        typical_task_usd: null,
      },
    ],
    custom_models: false,
  };
}

async function describe(c: ApiContext, id: ProviderId): Promise<Offer> {
  const { label, customModels } = PROVIDERS[id];
  const models = knownModels(id);
  const provider = { id, label, note: null, custom_models: customModels };
  const access = await modelFor(c.var.deps.config, c.var.caller.userId, id);
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
function choose(known: KnownModel[], offered: string[]): KnownModel[] {
  if (known.length === 0) return offered.slice(0, MAX_MODELS).map((id) => ({ id, label: id }));
  const available = new Set(offered);
  return known.filter((model) => available.has(model.id));
}
