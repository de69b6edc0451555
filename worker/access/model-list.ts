/** Which providers and models a user may choose from: by the keys that they and the installation have. */
import type { Config } from "../env.ts";
import { modelInfo } from "../llm/model-info.ts";
import { type KnownModel, knownModels } from "../llm/providers.ts";
import { ModelFailure } from "../llm/types.ts";
import { typicalTask } from "../llm/typical-task.ts";
import {
  AUTO,
  type ModelList,
  type ModelProvider,
  PROVIDERS,
  ProviderId,
  type TypicalTask,
} from "../protocol/index.ts";
import { recentUsage } from "../store/tasks.ts";
import { databaseOf } from "./database.ts";
import { modelFor } from "./model-access.ts";
import type { User } from "./principal.ts";

const LIST_TIMEOUT_MS = 4_000;
const MAX_MODELS = 500;
/** The typical task is taken from so many of the last ones. */
const RECENT_TASKS = 20;

/** Asks each provider that there is a key for. One that does not answer is listed as such. */
export async function listModels(config: Config, user: User): Promise<ModelList> {
  const ids = ProviderId.options.filter((id) => id !== "demo" || config.DEMO_MODEL_URL !== undefined);
  const [usage, described] = await Promise.all([
    recentUsage(databaseOf(config, user), user.userId, RECENT_TASKS),
    Promise.all(ids.map((id) => describe(config, user.userId, id))),
  ]);
  const typical_task = typicalTask(usage);
  const providers = described.map((provider) => withModelInfo(provider, typical_task));
  return { providers: [...providers, automatic(providers)], typical_task };
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

async function describe(config: Config, userId: string, id: ProviderId): Promise<Offer> {
  const { label, customModels } = PROVIDERS[id];
  const models = knownModels(id);
  const provider = { id, label, note: null, custom_models: customModels };
  const access = await modelFor(config, { userId, taskId: null }, id);
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
