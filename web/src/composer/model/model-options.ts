import type { Model, ModelProvider } from "../../../../worker/protocol/index.ts";

type Known = Pick<Model, "context_tokens" | "price_class" | "typical_task_usd">;

/** An option of the model picker: a model, or a provider whose models cannot be used, with the reason. */
export interface ModelOption extends Known {
  kind: "model" | "add_key" | "unreachable";
  provider: string;
  providerLabel: string;
  model: string;
  label: string;
}

/** Facts of a model that is in no list (typed by the user), or of a whole provider. */
const UNKNOWN: Known = { context_tokens: null, price_class: null, typical_task_usd: null };

type Providers = readonly ModelProvider[];

/**
 * What the picker lists for the text that was typed, provider by provider, those that can be used first. A provider
 * without a key is one line, found by the names of its models too.
 */
export function modelOptions(providers: Providers, typed = ""): ModelOption[] {
  const wanted = typed.trim().toLowerCase();
  const ready = providers.filter(({ status }) => status === "ready");
  const blocked = providers.filter(({ status, id }) => status !== "ready" && id !== "auto");
  return [
    ...ready.flatMap((provider) => [...knownModels(provider, wanted), ...typedModel(provider, typed)]),
    ...blocked.filter((provider) => matchesAny(provider, wanted)).map((provider) => blockedLine(provider)),
  ];
}

const matches = (words: string, wanted: string): boolean => words.toLowerCase().includes(wanted);

const knownModels = (provider: ModelProvider, wanted: string): ModelOption[] =>
  provider.models
    .filter(({ id, label }) => matches(`${label} ${id} ${provider.label}`, wanted))
    .map((model) => optionOf(provider, model.id, model.label, model));

/** What is typed as a model of its own, where the provider takes any model id. */
function typedModel(provider: ModelProvider, typed: string): ModelOption[] {
  const model = typed.trim();
  const known = provider.models.some(({ id, label }) => id === model || label === model);
  return model === "" || known || !provider.custom_models ? [] : [optionOf(provider, model, model, UNKNOWN)];
}

function optionOf(provider: ModelProvider, model: string, label: string, known: Known): ModelOption {
  const { context_tokens, price_class, typical_task_usd } = known;
  return {
    kind: "model",
    provider: provider.id,
    providerLabel: provider.label,
    model,
    label,
    context_tokens,
    price_class,
    typical_task_usd,
  };
}

const matchesAny = (provider: ModelProvider, wanted: string): boolean =>
  matches(provider.label, wanted) ||
  provider.models.some(({ label, id }) => matches(`${label} ${id}`, wanted));

function blockedLine(provider: ModelProvider): ModelOption {
  const shared = { provider: provider.id, providerLabel: provider.label, model: "", ...UNKNOWN };
  return provider.status === "missing_key"
    ? { kind: "add_key", label: provider.note ? "Enter the key again" : "Add a key", ...shared }
    : { kind: "unreachable", label: provider.note ?? "Not reachable", ...shared };
}

/** The chosen model if it can still be used, otherwise the first that can; null when none can. */
export function usableModel(providers: Providers, provider: string, model: string): ModelOption | null {
  const options = modelOptions(providers).filter(({ kind }) => kind === "model");
  const chosen = options.find((option) => option.provider === provider && option.model === model);
  const own = providers.find(({ id, status }) => id === provider && status === "ready");
  return chosen ?? (own && typedModel(own, model)[0]) ?? options[0] ?? null;
}
