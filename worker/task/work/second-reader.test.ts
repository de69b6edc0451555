import { describe, expect, it } from "vitest";
import { otherModel } from "./model/choose-reader.ts";
import { whyNotRead } from "./reading-worth.ts";

const CASE = { choice: "auto", isDemo: false, estimateUsd: 0.02, spentUsd: 0.01 } as const;

describe("whyNotRead", () => {
  it("reads where a call costs little, or little beside the task", () => {
    expect(whyNotRead(CASE)).toBeNull();
    expect(whyNotRead({ ...CASE, estimateUsd: 0.4, spentUsd: 5 })).toBeNull();
    expect(whyNotRead({ ...CASE, estimateUsd: 0.4, spentUsd: 1 })).toBe("it would cost about $0.40");
    expect(whyNotRead({ ...CASE, estimateUsd: 0.4, spentUsd: null })).toContain("$0.40");
  });

  it("does not by itself where the price is not known, or the model is a demo", () => {
    expect(whyNotRead({ ...CASE, estimateUsd: null })).toContain("not known");
    expect(whyNotRead({ ...CASE, isDemo: true })).toContain("demo");
  });

  it("follows the switch", () => {
    expect(whyNotRead({ ...CASE, choice: "off" })).toContain("switched off");
    expect(whyNotRead({ choice: "always", isDemo: true, estimateUsd: null, spentUsd: null })).toBeNull();
  });
});

describe("otherModel", () => {
  const now = Date.parse("2026-11-30T12:00:00Z");
  const other = (provider: "openai" | "anthropic" | "google" | "openai_compatible" | "demo", model: string) =>
    otherModel({ provider, model }, 20_000, now);

  it("is another strong one of the same provider, at about the price", () => {
    for (const [provider, model] of [
      ["openai", "gpt-6-astra"],
      ["anthropic", "claude-opus-5-5"],
    ] as const) {
      const found = other(provider, model);
      expect(found?.provider, model).toBe(provider);
      expect(found?.model).not.toBe(model);
    }
  });

  it("is none where no price is known, none is listed, or all others cost much more", () => {
    expect(other("openai_compatible", "llama")).toBeNull();
    expect(other("demo", "verne-demo")).toBeNull();
    expect(other("openai", "something-of-ours")).toBeNull();
    expect(other("anthropic", "claude-haiku-5-5")).toBeNull();
  });
});
