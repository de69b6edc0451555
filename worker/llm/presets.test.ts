import { describe, expect, it } from "vitest";
import { CATALOG } from "./catalog.ts";
import { presetOf } from "./presets.ts";

describe("presetOf", () => {
  it.each([
    ["openai", "gpt-6-sol", "gpt", "v4a"],
    ["openai", "gpt-4.1-mini", "gpt", "v4a"],
    ["openai", "ft:something-of-ours", "gpt", "v4a"],
    ["openai", "o3", "gpt", "v4a"],
    ["openai", "gpt-4o", "gpt before 4.1", null],
    ["openai", "chatgpt-4o-latest", "gpt before 4.1", null],
    ["openai_compatible", "openai/gpt-5.1-codex", "gpt", "v4a"],
    ["openai_compatible", "openai/o4-mini", "gpt", "v4a"],
    ["openai_compatible", "openai/gpt-oss-120b", "gpt-oss", null],
    ["openai_compatible", "us.anthropic.claude-opus-5-5-v1:0", "claude", null],
    ["openai_compatible", "google/gemini-3.8-flash", "gemini", null],
    ["openai_compatible", "qwen2.5-coder:32b", "open weights", null],
    ["openai_compatible", "x-ai/grok-4.6", "grok", null],
    ["openai_compatible", "my-model", "unknown", null],
    ["anthropic", "claude-opus-5-5", "claude", null],
    ["google", "something-new", "gemini", null],
    ["demo", "gpt-demo", "demo", null],
    ["nobody", "nothing", "unknown", null],
  ])("%s %s is of the family %s", (provider, model, family, patch) => {
    expect(presetOf(provider, model)).toMatchObject({ family, patch });
  });

  it("knows the family of each model in the catalogue by its name alone", () => {
    const families = { openai: "gpt", anthropic: "claude", google: "gemini" } as Record<string, string>;
    for (const { provider, id } of CATALOG.models) {
      expect(presetOf("openai_compatible", id).family, id).toBe(families[provider]);
    }
  });
});
