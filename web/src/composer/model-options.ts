import type { ModelList, ModelProvider } from "../../../worker/protocol/index.ts";

export interface ModelOption {
  provider: string;
  model: string;
  label: string;
  providerLabel: string;
  status: ModelProvider["status"];
}

/** Every model that can be shown in the picker, usable ones first. */
export function modelOptions(list: ModelList): ModelOption[] {
  const options = list.providers.flatMap((provider) => {
    const shared = { provider: provider.id, providerLabel: provider.label, status: provider.status };
    return provider.models.map((model) => ({ ...shared, model: model.id, label: model.label }));
  });
  return options.sort((a, b) => Number(b.status === "ready") - Number(a.status === "ready"));
}

/** What is typed as a model of its own, for the providers that take any model id. */
export function customOptions(list: ModelList, typed: string): ModelOption[] {
  const model = typed.trim();
  if (model === "") return [];
  return list.providers.flatMap((provider) => {
    const known = provider.models.some((one) => one.id === model || one.label === model);
    if (!provider.custom_models || provider.status !== "ready" || known) return [];
    return [
      { provider: provider.id, providerLabel: provider.label, status: provider.status, model, label: model },
    ];
  });
}

/** The chosen model if it can still be used, otherwise the first that can; null when none can. */
export function usableModel(list: ModelList, provider: string, model: string): ModelOption | null {
  const options = modelOptions(list).filter((option) => option.status === "ready");
  const chosen = options.find((option) => option.provider === provider && option.model === model);
  const custom = customOptions(list, model).find((option) => option.provider === provider);
  return chosen ?? custom ?? options[0] ?? null;
}

/** The providers that need something from the user before they can be used. */
export const blockedProviders = (list: ModelList): ModelProvider[] =>
  list.providers.filter((provider) => provider.status !== "ready");
