import { describe, expect, it } from "vitest";
import type { ModelList } from "../../../worker/protocol/index.ts";
import { customOptions, modelOptions, usableModel } from "./model-options.ts";

const list: ModelList = {
  providers: [
    {
      id: "openai",
      label: "OpenAI",
      status: "missing_key",
      note: null,
      models: [{ id: "gpt-x", label: "GPT X" }],
      custom_models: true,
    },
    {
      id: "demo",
      label: "Demo",
      status: "ready",
      note: null,
      models: [{ id: "demo", label: "Demo model" }],
      custom_models: false,
    },
    {
      id: "openai_compatible",
      label: "Compatible",
      status: "ready",
      note: null,
      models: [],
      custom_models: true,
    },
  ],
};

describe("the model picker", () => {
  it("lists usable models first", () => {
    expect(modelOptions(list).map((option) => option.model)).toEqual(["demo", "gpt-x"]);
  });

  it("offers a typed id only where any id is taken and the provider is ready", () => {
    expect(customOptions(list, " qwen3 ").map((option) => [option.provider, option.model])).toEqual([
      ["openai_compatible", "qwen3"],
    ]);
    expect(customOptions(list, "  ")).toEqual([]);
  });

  it("keeps a usable choice, a typed one included, and replaces one that lost its key", () => {
    expect(usableModel(list, "openai_compatible", "qwen3")?.model).toBe("qwen3");
    expect(usableModel(list, "openai", "gpt-x")?.model).toBe("demo");
    expect(usableModel({ providers: [] }, "demo", "demo")).toBeNull();
  });
});
