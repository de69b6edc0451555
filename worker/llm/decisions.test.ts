import { describe, expect, it } from "vitest";
import { PROVIDERS } from "../protocol/index.ts";
import { CATALOG, contextWindow, costUsd } from "./catalog.ts";
import { collectTurn } from "./collect.ts";
import { failure } from "./errors.ts";
import { knownModels, modelClient } from "./providers.ts";
import { decideRetry } from "./retry.ts";
import { answering, delta, eventsOf, REQUEST, recording, sse } from "./stream-fixture.ts";
import type { ModelErrorClass, ModelEvent, ModelRequest } from "./types.ts";

describe("decideRetry", () => {
  const decide = (cls: ModelErrorClass, attempt: number, retryAfterMs: number | null = null) =>
    decideRetry(failure(cls, "", { retryAfterMs }), attempt, 1000);

  it("waits as long as asked, up to twenty seconds", () => {
    expect(decide("rate_limited", 1, 1500)).toEqual({ retry: true, delayMs: 1500 });
    expect(decide("overloaded", 1, 20_000)).toEqual({ retry: true, delayMs: 20_000 });
    expect(decide("rate_limited", 1, 20_001)).toEqual({ retry: false });
  });

  it("doubles its own pause and spreads it", () => {
    expect([1, 2, 3].map((attempt) => decide("overloaded", attempt))).toEqual([
      { retry: true, delayMs: 1000 },
      { retry: true, delayMs: 2000 },
      { retry: true, delayMs: 4000 },
    ]);
    expect(decideRetry(failure("network", ""), 1, 1234)).toEqual({ retry: true, delayMs: 1234 });
  });

  it("stops after the number of retries of the class", () => {
    const retries = (cls: ModelErrorClass) =>
      [1, 2, 3, 4, 5].filter((attempt) => decide(cls, attempt).retry).length;
    expect(retries("rate_limited")).toBe(3);
    expect(retries("network")).toBe(2);
    expect(retries("timeout")).toBe(1);
    expect(retries("garbage")).toBe(1);
    for (const cls of [
      "invalid_key",
      "no_quota",
      "context_too_long",
      "refused",
      "bad_request",
      "cancelled",
    ] as const) {
      expect(retries(cls), cls).toBe(0);
    }
  });
});

describe("catalog", () => {
  const usage = { inputTokens: 100_000, outputTokens: 10_000, cachedInputTokens: 40_000 };

  it("prices a call with cached, written and long input", () => {
    expect(costUsd("gpt-6-sol", usage)).toBeCloseTo(0.06 * 2 + 0.04 * 0.2 + 0.01 * 10, 10);
    const long = { ...usage, inputTokens: 300_000 };
    expect(costUsd("gpt-6-sol", long)).toBeCloseTo(0.26 * 4 + 0.04 * 0.4 + 0.01 * 15, 10);
    const written = { ...usage, cacheWriteTokens: 50_000 };
    expect(costUsd("claude-opus-5-5", written)).toBeCloseTo(0.01 * 4 + 0.04 * 0.2 + 0.05 * 5 + 0.01 * 20, 10);
    const exactly = { inputTokens: 100_000, outputTokens: 0, cachedInputTokens: 0 };
    expect(costUsd("claude-haiku-5-5", exactly)).toBeCloseTo(0.01, 10);
    expect(costUsd("claude-haiku-5-5", { ...exactly, inputTokens: 100_001 })).toBeCloseTo(0.0500005, 10);
  });

  it("follows announced prices by their day, and knows none where none is announced", () => {
    const at = (day: string) => costUsd("gemini-4-argon", usage, Date.parse(`${day}T12:00:00Z`));
    expect(at("2026-11-30")).toBeCloseTo(0.06 * 2 + 0.04 * 0.1 + 0.01 * 10, 10);
    expect(at("2026-12-01")).toBeCloseTo(0.06 * 4 + 0.04 * 0.2 + 0.01 * 20, 10);
    expect(costUsd("gemini-3.8-flash", usage, Date.parse("2027-01-01T00:00:00Z"))).toBeNull();
    expect(costUsd("gpt-6.2-astra", usage)).toBeNull();
    expect(costUsd("gpt-6.2-astra", { ...usage, cachedInputTokens: 0 })).toBeCloseTo(1.2, 10);
  });

  it("knows nothing about an unknown model, and never says zero", () => {
    expect(costUsd("llama", usage)).toBeNull();
    expect(contextWindow("llama")).toBeNull();
    expect(contextWindow("gpt-6-luna")).toBe(1_050_000);
    expect(new Set(CATALOG.models.map((model) => model.id)).size).toBe(CATALOG.models.length);
  });
});

describe("collectTurn", () => {
  async function* stream(...events: ModelEvent[]) {
    yield* events;
  }
  const call = { id: "a", name: "read", arguments: "{}" };

  it("joins text and hands each piece on", async () => {
    const seen: string[] = [];
    const events = stream(
      { type: "text", text: "a" },
      { type: "text", text: "b" },
      { type: "finish", reason: "stop" },
    );
    const turn = await collectTurn(events, { onText: (text) => seen.push(text) });
    expect(turn).toEqual({ text: "ab", toolCalls: [], reasoning: [], usage: null, finish: "stop" });
    expect(seen).toEqual(["a", "b"]);
  });

  it("throws a ModelFailure for an error and for a stream that just stops", async () => {
    const error = {
      type: "error",
      class: "overloaded",
      message: "m",
      retryable: true,
      retryAfterMs: 5,
    } as const;
    await expect(collectTurn(stream(error))).rejects.toMatchObject({ class: "overloaded", retryAfterMs: 5 });
    await expect(collectTurn(stream({ type: "text", text: "a" }))).rejects.toMatchObject({
      class: "network",
    });
  });

  it("drops a call that never ended and refuses a broken order", async () => {
    const start: ModelEvent = { type: "tool_start", index: 0, id: "a", name: "read" };
    const cut = await collectTurn(stream(start, { type: "finish", reason: "length" }));
    expect(cut.toolCalls).toEqual([]);
    await expect(collectTurn(stream({ type: "tool_end", index: 0, call }))).rejects.toThrow("not started");
    await expect(collectTurn(stream(start, start))).rejects.toThrow("twice");
    const finish: ModelEvent = { type: "finish", reason: "stop" };
    await expect(collectTurn(stream(finish, finish))).rejects.toThrow("after finish");
  });
});

describe("modelClient", () => {
  const none = { key: null, baseUrl: null, demoUrl: null, allowLoopback: false };

  it("says what is missing before it sends anything", () => {
    expect(() => modelClient({ ...none, provider: "openai" })).toThrow("No API key for OpenAI");
    expect(() => modelClient({ ...none, provider: "openai_compatible" })).toThrow("No base URL");
    expect(() => modelClient({ ...none, provider: "demo" })).toThrow("not part of this installation");
    const local = { ...none, provider: "openai_compatible", baseUrl: "http://127.0.0.1:11434/v1" } as const;
    expect(() => modelClient(local)).toThrow("must begin with https://");
    expect(modelClient({ ...local, allowLoopback: true }).provider).toBe("openai_compatible");
  });

  it("speaks each provider's dialect", async () => {
    const bodies: Record<string, unknown>[] = [];
    const urls: string[] = [];
    const fetch = async (input: string | URL | Request, init?: RequestInit) => {
      urls.push(String(input));
      bodies.push(JSON.parse(String(init?.body)));
      return answering([sse(delta({}, "stop"))])("");
    };
    const request = { ...REQUEST, model: "gpt-6-luna", cacheKey: "task" };
    const signal = new AbortController().signal;
    const azure = "https://x.openai.azure.com/openai/v1";
    const compatible = modelClient({
      ...none,
      provider: "openai_compatible",
      key: "k",
      baseUrl: azure,
      fetch,
    });
    await collectTurn(compatible.stream(request, signal));
    const demo = modelClient({ ...none, provider: "demo", demoUrl: "http://127.0.0.1:1/v1", fetch });
    await collectTurn(demo.stream(request, signal));
    expect(urls).toEqual([
      "https://x.openai.azure.com/openai/v1/chat/completions",
      "http://127.0.0.1:1/v1/chat/completions",
    ]);
    expect(bodies[0]).toMatchObject({ max_completion_tokens: 100, prompt_cache_key: "task" });
    expect(bodies[1]).toMatchObject({ max_tokens: 100 });
    expect(bodies[1]).not.toHaveProperty("prompt_cache_key");
    const freeform = { argument: "x", syntax: "lark" as const, definition: "y" };
    const tools: ModelRequest["tools"] = [{ name: "t", description: "", parameters: {}, freeform }];
    await collectTurn(demo.stream({ ...request, tools }, signal));
    expect(JSON.stringify(bodies[2])).not.toContain("freeform");
  });

  it("has an adapter for each provider, and asks only models that reason for their reasoning", async () => {
    expect(Object.keys(PROVIDERS)).toEqual(["demo", "openai", "anthropic", "google", "openai_compatible"]);
    for (const provider of ["openai", "anthropic", "google"] as const) {
      expect(knownModels(provider).length, provider).toBeGreaterThan(2);
      expect(() => modelClient({ ...none, provider })).toThrow(`No API key for ${PROVIDERS[provider].label}`);
    }
    const { fetch, sent } = recording("");
    const asked = async (provider: "openai" | "anthropic" | "google", model: string) => {
      await eventsOf(modelClient({ ...none, provider, key: "k", fetch }), undefined, { ...REQUEST, model });
      return /encrypted_content|adaptive|includeThoughts/.test(JSON.stringify(sent.at(-1)?.body));
    };
    expect(await asked("openai", "gpt-6-sol")).toBe(true);
    expect(await asked("openai", "gpt-9-new")).toBe(true);
    expect(await asked("openai", "gpt-4.1")).toBe(false);
    expect(await asked("anthropic", "claude-opus-5-5")).toBe(true);
    expect(await asked("anthropic", "claude-3-old")).toBe(false);
    expect(await asked("google", "gemini-9-new")).toBe(true);
    expect(await asked("google", "gemini-2.0-flash")).toBe(false);
  });
});
