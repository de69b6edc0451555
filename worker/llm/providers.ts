import type { ProviderId } from "../protocol/index.ts";
import { checkBaseUrl } from "./base-url.ts";
import { CATALOG, findModel } from "./catalog.ts";
import { failure } from "./errors.ts";
import { openAICompatibleClient } from "./openai-compatible.ts";
import type { Dialect } from "./request.ts";
import type { Fetch } from "./transport.ts";
import type { ModelClient } from "./types.ts";

export interface Provider {
  id: ProviderId;
  label: string;
  /** A key must be stored or configured before it can be used. */
  needsKey: boolean;
  needsBaseUrl: boolean;
  /** True if a model id that is not in `models` may be used. */
  customModels: boolean;
  /** Known without asking the provider. */
  models: { id: string; label: string }[];
}

/** Every provider with a working adapter, in the order of the picker. */
export const PROVIDERS: Record<ProviderId, Provider> = {
  demo: {
    id: "demo",
    label: "Demo (offline, scripted)",
    needsKey: false,
    needsBaseUrl: false,
    customModels: false,
    models: [{ id: "verne-demo", label: "Demo model, knows the sample tasks only" }],
  },
  openai: {
    id: "openai",
    label: "OpenAI",
    needsKey: true,
    needsBaseUrl: false,
    customModels: true,
    models: CATALOG.models.map(({ id, label }) => ({ id, label })),
  },
  openai_compatible: {
    id: "openai_compatible",
    label: "OpenAI-compatible server",
    needsKey: false,
    needsBaseUrl: true,
    customModels: true,
    models: [],
  },
};

export interface ModelClientOptions {
  provider: ProviderId;
  key: string | null;
  /** Of `openai_compatible`. */
  baseUrl: string | null;
  /** Where the demo model listens; null where there is none. */
  demoUrl: string | null;
  /** True on the embedded default: servers on this machine may be used. */
  allowLoopback: boolean;
  fetch?: Fetch;
}

const OPENAI_DIALECT: Dialect = {
  maxTokensField: "max_completion_tokens",
  sendsCacheKey: true,
  toolReasoningEffort: (model) => findModel(model)?.tool_reasoning_effort ?? null,
};

const COMMON_DIALECT: Dialect = {
  maxTokensField: "max_tokens",
  sendsCacheKey: false,
  toolReasoningEffort: () => null,
};

/**
 * The client for a provider. Throws `ModelFailure` before any request: `invalid_key` when a needed key is missing,
 * `bad_request` when the base URL is missing or not allowed, or the demo model is not part of this installation.
 */
export function modelClient(options: ModelClientOptions): ModelClient {
  const { provider, key, fetch } = options;
  const { label, needsKey } = PROVIDERS[provider];
  if (needsKey && !key) throw failure("invalid_key", `No API key for ${label}. Add one in Settings.`);
  const common = { provider, label, ...(fetch ? { fetch } : {}) };
  switch (provider) {
    case "demo":
      return openAICompatibleClient({
        ...common,
        label: "the demo model",
        baseUrl: demoUrl(options),
        key: null,
        dialect: COMMON_DIALECT,
      });
    case "openai":
      return openAICompatibleClient({
        ...common,
        baseUrl: "https://api.openai.com/v1",
        key,
        dialect: OPENAI_DIALECT,
      });
    case "openai_compatible":
      return openAICompatibleClient({
        ...common,
        label: "the model server",
        baseUrl: compatibleUrl(options),
        key,
        dialect: COMMON_DIALECT,
      });
  }
}

function demoUrl(options: ModelClientOptions): string {
  if (options.demoUrl) return options.demoUrl;
  throw failure("bad_request", "The demo model is not part of this installation. Choose another provider.");
}

function compatibleUrl(options: ModelClientOptions): string {
  if (!options.baseUrl)
    throw failure("bad_request", "No base URL for the model server. Add one in Settings.");
  const check = checkBaseUrl(options.baseUrl, options);
  if (!check.ok) throw failure("bad_request", check.reason);
  return check.url;
}
