import { describe, expect, it } from "vitest";
import type { Model, ModelProvider } from "../../../../worker/protocol/index.ts";
import { modelOptions, usableModel } from "./model-options.ts";

const model = (id: string, label: string): Model => ({
  id,
  label,
  context_tokens: 400_000,
  price: { input: 1, cached_input: null, output: 5 },
  price_class: "low",
  images: null,
  typical_task_usd: 0.36,
});
const provider = (
  id: ModelProvider["id"],
  status: ModelProvider["status"],
  models: Model[],
  custom_models = true,
): ModelProvider => ({ id, label: id, status, note: null, models, custom_models });

const providers = [
  provider("openai", "missing_key", [model("gpt-x", "GPT X"), model("gpt-y", "GPT Y")]),
  provider("demo", "ready", [model("demo", "Demo model")], false),
  provider("openai_compatible", "ready", []),
  provider("google", "unreachable", [model("gem", "Gem")]),
  provider("auto", "missing_key", [model("auto", "Automatic")], false),
];
const lines = (typed?: string) =>
  modelOptions(providers, typed).map(({ kind, provider, model }) => [kind, provider, model]);

describe("the model picker", () => {
  it("lists what can be used, then one line for each provider that cannot", () => {
    expect(lines()).toEqual([
      ["model", "demo", "demo"],
      ["add_key", "openai", ""],
      ["unreachable", "google", ""],
    ]);
  });

  it("finds a provider without a key by the names of its models", () => {
    expect(lines("gpt y")).toEqual([
      ["model", "openai_compatible", "gpt y"],
      ["add_key", "openai", ""],
    ]);
  });

  it("offers a typed id only where any id is taken and the provider is ready", () => {
    expect(lines(" qwen3 ")).toEqual([["model", "openai_compatible", "qwen3"]]);
    expect(lines("Demo model").filter(([, id]) => id === "demo")).toHaveLength(1);
  });

  it("keeps a usable choice, a typed one included, and replaces one that lost its key", () => {
    expect(usableModel(providers, "openai_compatible", "qwen3")?.model).toBe("qwen3");
    expect(usableModel(providers, "openai", "gpt-x")?.model).toBe("demo");
    expect(usableModel([], "demo", "demo")).toBeNull();
  });

  it("knows nothing of the price of a model that was typed", () => {
    expect(usableModel(providers, "openai_compatible", "qwen3")).toMatchObject({
      price_class: null,
      typical_task_usd: null,
      context_tokens: null,
    });
  });
});
