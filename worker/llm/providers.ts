import { PROVIDERS, type ProviderId } from "../protocol/index.ts";
import { anthropicClient } from "./anthropic/client.ts";
import { checkBaseUrl } from "./base-url.ts";
import type { AdapterOptions } from "./call.ts";
import { CATALOG, findModel } from "./catalog.ts";
import { failure } from "./errors.ts";
import { googleClient } from "./google/client.ts";
import { openAIClient } from "./openai/client.ts";
import { openAICompatibleClient } from "./openai-compatible/client.ts";
import type { Dialect } from "./openai-compatible/request.ts";
import type { Fetch } from "./transport.ts";
import type { ModelClient } from "./types.ts";

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

export interface KnownModel {
  id: string;
  label: string;
}

const DEMO_MODEL: KnownModel = { id: "verne-demo", label: "Demo model, knows the sample tasks only" };

/** The models of a provider that are known without asking it; none of a server of the user's own. */
export function knownModels(provider: ProviderId): KnownModel[] {
  if (provider === "demo") return [DEMO_MODEL];
  return CATALOG.models
    .filter((model) => model.provider === provider)
    .map(({ id, label }) => ({ id, label }));
}

/** What the catalogue says of a model, and for one that it does not know, what its name says. */
const REASONS: Record<"openai" | "anthropic" | "google", (model: string) => boolean> = {
  openai: (model) => findModel(model)?.reasoning ?? !/^(gpt-[34]|chatgpt-)/.test(model),
  // Asked for in vain it is an error; not asked for, each model keeps its default.
  anthropic: (model) => findModel(model)?.reasoning ?? false,
  google: (model) => findModel(model)?.reasoning ?? /^gemini-([3-9]|2\.5)/.test(model),
};

/** Most compatible servers know only the old name of the field and refuse others; these refuse the old one. */
function dialectOf(baseUrl: string): Dialect {
  const { hostname } = new URL(baseUrl);
  return /(^|\.)(openai\.com|openai\.azure\.com)$/.test(hostname)
    ? { maxTokensField: "max_completion_tokens", sendsCacheKey: true }
    : { maxTokensField: "max_tokens", sendsCacheKey: false };
}

/**
 * The client for a provider. Throws `ModelFailure` before any request: `invalid_key` when a needed key is missing,
 * `bad_request` when the base URL is missing or not allowed, or the demo model is not part of this installation.
 */
export function modelClient(options: ModelClientOptions): ModelClient {
  const { provider, key, fetch } = options;
  const { label, key: need } = PROVIDERS[provider];
  if (need === "required" && !key)
    throw failure("invalid_key", `No API key for ${label}. Add one in Settings.`);
  const common = { provider, label, ...(fetch ? { fetch } : {}) };
  switch (provider) {
    case "demo":
      return chatClient({ ...common, label: "the demo model", key: null }, demoUrl(options));
    case "openai":
      return openAIClient({ ...common, key, reasons: REASONS.openai });
    case "anthropic":
      return anthropicClient({ ...common, key, adaptiveThinking: REASONS.anthropic });
    case "google":
      return googleClient({ ...common, key, thinks: REASONS.google });
    case "openai_compatible":
      return chatClient({ ...common, label: "the model server", key }, compatibleUrl(options));
  }
}

function chatClient(options: AdapterOptions, baseUrl: string): ModelClient {
  return openAICompatibleClient({ ...options, baseUrl, dialect: dialectOf(baseUrl) });
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
