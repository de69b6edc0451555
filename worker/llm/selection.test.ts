import { describe, expect, it } from "vitest";
import { type Circuit, CLOSED_CIRCUIT, circuitState, recordCall } from "./circuit.ts";
import { failure } from "./errors.ts";
import { decideNextCall, type FailedCall } from "./fallback.ts";
import { type ModelRecord, type Selection, selectModels, TASK_TYPES } from "./selector.ts";
import { testKey } from "./test-key.ts";
import { type ModelClient, type ModelErrorClass, ModelFailure } from "./types.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const sol = { provider: "openai", model: "gpt-6.2-sol" } as const;
const luna = { provider: "openai", model: "gpt-6-luna" } as const;
const opus = { provider: "anthropic", model: "claude-opus-5-5" } as const;
const haiku = { provider: "anthropic", model: "claude-haiku-5-5" } as const;
const flash = { provider: "google", model: "gemini-3.8-flash" } as const;
const own = { provider: "openai_compatible", model: "gpt-6.2-sol" } as const;
const demo = { provider: "demo", model: "verne-demo" } as const;

const select = (over: Partial<Selection> = {}) =>
  selectModels({
    task: "edit",
    chosen: null,
    available: [sol, luna, opus, haiku, flash],
    inputTokens: 20_000,
    maxOutputTokens: 4_000,
    budgetLeftUsd: null,
    recordOf: () => null,
    isHealthy: () => true,
    now: NOW,
    ...over,
  });
const order = (over: Partial<Selection> = {}) => select(over).map(({ model }) => model);

describe("selectModels", () => {
  it("asks strong models to plan and cheap ones to name things", () => {
    expect(order({ task: "plan" }).slice(0, 2)).toEqual(["gpt-6.2-sol", "claude-opus-5-5"]);
    expect(order({ task: "title" })[0]).toBe("claude-haiku-5-5");
    expect(order({ task: "edit" })[0]).toBe("gemini-3.8-flash");
    for (const task of TASK_TYPES) expect(order({ task }), task).toHaveLength(5);
  });

  it("puts the user's choice first whatever speaks against it, and says what does", () => {
    const ranked = select({
      task: "plan",
      chosen: haiku,
      inputTokens: 2_000_000,
      budgetLeftUsd: 0.01,
      isHealthy: () => false,
    });
    expect(ranked).toEqual([
      {
        ...haiku,
        chosen: true,
        estimateUsd: expect.closeTo(1.01, 5),
        concerns: ["context_too_small", "over_budget", "unhealthy", "weak"],
      },
    ]);
    expect(order({ chosen: sol }).filter((model) => model === "gpt-6.2-sol")).toHaveLength(1);
  });

  it("uses the demo model only when it is chosen", () => {
    expect(order({ available: [demo, sol] })).toEqual(["gpt-6.2-sol"]);
    expect(select({ chosen: demo, available: [demo] })).toMatchObject([{ ...demo, estimateUsd: 0 }]);
  });

  it("leaves out what does not fit, costs too much, or is down", () => {
    expect(order({ inputTokens: 1_048_000 })).toEqual([]);
    expect(order({ inputTokens: 1_000_000 })).toEqual(expect.not.arrayContaining(["claude-opus-5-5"]));
    expect(order({ budgetLeftUsd: 0.01 }).sort()).toEqual(["claude-haiku-5-5", "gpt-6-luna"]);
    expect(order({ isHealthy: (provider) => provider !== "openai" })).not.toContain("gpt-6-luna");
  });

  it("orders unknown prices last and takes no other seller's price", () => {
    expect(select({ available: [own, opus] })).toMatchObject([
      { model: "claude-opus-5-5" },
      { ...own, estimateUsd: null },
    ]);
  });

  it("learns from this installation's record", () => {
    const record = (failedEdits: number, passedSteps: number): ModelRecord => ({
      edits: 100,
      failedEdits,
      testedSteps: 20,
      passedSteps,
    });
    const of = (model: string, seen: ModelRecord) => ({
      recordOf: (candidate: { model: string }) => (candidate.model === model ? seen : null),
    });
    expect(order(of(flash.model, record(50, 20)))[0]).not.toBe(flash.model);
    expect(order({ ...of(flash.model, record(50, 20)), task: "title" })).toEqual(order({ task: "title" }));
    const few = { edits: 9, failedEdits: 9, testedSteps: 0, passedSteps: 0 };
    expect(order(of(flash.model, few))[0]).toBe(flash.model);
    // Half as dear but successful four times in five as often is still cheaper for each success.
    const pair = [sol, opus];
    expect(order({ ...of(sol.model, record(20, 20)), available: pair })[0]).toBe(sol.model);
  });
});

describe("circuit", () => {
  const fail = (circuit: Circuit, at: number, cls: ModelErrorClass = "overloaded") =>
    recordCall(circuit, cls, at);
  const open = [0, 10, 20, 30, 40].reduce((circuit, at) => fail(circuit, at), CLOSED_CIRCUIT);

  it("opens at the fifth failure within a minute and half-opens a minute later", () => {
    const four = [0, 10, 20, 30].reduce((circuit, at) => fail(circuit, at), CLOSED_CIRCUIT);
    expect(circuitState(four, 30)).toBe("closed");
    expect(circuitState(fail(four, 60_000), 60_000)).toBe("closed"); // the first is too old to count
    expect(circuitState(open, 40)).toBe("open");
    expect(circuitState(open, 60_039)).toBe("open");
    expect(circuitState(open, 60_040)).toBe("half_open");
  });

  it("closes when the one call succeeds and opens again when it fails", () => {
    expect(circuitState(recordCall(open, "ok", 60_040), 60_041)).toBe("closed");
    expect(circuitState(fail(open, 60_040), 60_041)).toBe("open");
    expect(circuitState(fail(open, 60_040), 120_040)).toBe("half_open");
  });

  it("does not count what is not the provider's fault", () => {
    for (const cls of [
      "invalid_key",
      "no_quota",
      "context_too_long",
      "refused",
      "bad_request",
      "cancelled",
    ] as const) {
      expect(fail(CLOSED_CIRCUIT, 0, cls), cls).toBe(CLOSED_CIRCUIT);
      expect(circuitState(fail(open, 60_040, cls), 60_041), cls).toBe("half_open");
    }
  });
});

describe("decideNextCall", () => {
  const decide = (cls: ModelErrorClass, over: Partial<FailedCall> = {}) =>
    decideNextCall({
      failure: failure(cls, "It failed."),
      failed: sol,
      attempt: 9,
      hadSideEffect: false,
      rest: [luna, opus],
      now: 0,
      ...over,
    });

  it("asks the same model first, then one of another provider, and says so", () => {
    expect(decide("overloaded", { attempt: 1 })).toEqual({ next: "retry", delayMs: 1000 });
    expect(decide("overloaded")).toEqual({
      next: "fallback",
      to: opus,
      notice: "gpt-6.2-sol failed: It failed. Going on with claude-opus-5-5.",
    });
    expect(decide("overloaded", { rest: [luna] })).toMatchObject({ to: luna });
    expect(decide("overloaded", { rest: [] })).toEqual({ next: "stop" });
    const long = failure("rate_limited", "Wait.", { retryAfterMs: 60_000 });
    expect(decide("rate_limited", { attempt: 1, failure: long })).toMatchObject({ next: "fallback" });
  });

  it("never falls back on what the user has to know, nor after a side effect", () => {
    for (const cls of [
      "invalid_key",
      "no_quota",
      "bad_request",
      "refused",
      "context_too_long",
      "cancelled",
    ] as const) {
      expect(decide(cls, { attempt: 1 }), cls).toEqual({ next: "stop" });
    }
    expect(decide("overloaded", { attempt: 1, hadSideEffect: true })).toEqual({ next: "stop" });
  });
});

describe("testKey", () => {
  const client = (listModels: ModelClient["listModels"]): ModelClient => ({
    provider: "x",
    stream: () => {
      throw new Error("not called");
    },
    listModels,
  });
  const { signal } = new AbortController();

  it("tells the models of a key that works and the class of one that does not", async () => {
    expect(
      await testKey(
        client(async () => ["a"]),
        signal,
      ),
    ).toEqual({ ok: true, models: ["a"] });
    const wrong = client(() => Promise.reject(failure("invalid_key", "Wrong.")));
    expect(await testKey(wrong, signal)).toEqual({ ok: false, class: "invalid_key", message: "Wrong." });
    const bug = client(() => Promise.reject(new TypeError("bug")));
    await expect(testKey(bug, signal)).rejects.not.toBeInstanceOf(ModelFailure);
  });
});
