import { describe, expect, it } from "vitest";
import { contextWords, estimateWords } from "./cost-words.ts";

const task = { input_tokens: 300_000, cached_input_tokens: 0, output_tokens: 12_000, from_tasks: 0 };

describe("the words for a cost", () => {
  it("name the caller's own tasks, or the guess that stands for them", () => {
    const model = { provider: "openai", usd: 0.18 };
    expect(estimateWords(model, { ...task, from_tasks: 12 })).toBe(
      "A task like your last 12 costs about $0.18.",
    );
    expect(estimateWords(model, task)).toBe("A typical task (300K tokens in, 12K out) costs about $0.18.");
  });

  it("keep an unknown cost apart from none", () => {
    expect(estimateWords({ provider: "openai_compatible", usd: null }, task)).toContain("not known");
    expect(estimateWords({ provider: "demo", usd: 0 }, task)).toBe("Costs nothing.");
    expect(estimateWords({ provider: "auto", usd: null }, task)).toContain("depends");
  });
});

it("names a context as its maker does", () => {
  expect([400_000, 1_000_000, 1_048_576, 1_050_000, 32_768].map(contextWords)).toEqual([
    "400K",
    "1M",
    "1M",
    "1M",
    "32.8K",
  ]);
});
