import { describe, expect, it } from "vitest";
import { type ModelClient, type ModelErrorClass, type ModelEvent, ModelFailure } from "../../../llm/types.ts";
import { Circuits, ModelPool, type PoolMember } from "./model-pool.ts";

const error = (cls: ModelErrorClass): ModelEvent => ({
  type: "error",
  class: cls,
  message: `it is ${cls}`,
  retryable: true,
  retryAfterMs: null,
});
const answer = (text: string): ModelEvent[] => [
  { type: "text", text },
  { type: "finish", reason: "stop" },
];

function member(provider: PoolMember["provider"], model: string, ...answers: ModelEvent[][]) {
  const asked: string[] = [];
  const client: ModelClient = {
    provider,
    async *stream(request) {
      asked.push(request.model);
      yield* answers[asked.length - 1] ?? answer("again");
    },
    listModels: async () => [model],
  };
  return { provider, model, client, asked };
}

function pool(...members: [PoolMember, ...PoolMember[]]) {
  const notices: string[] = [];
  const circuits = new Circuits();
  const made = new ModelPool(members, {
    circuits,
    now: () => 1_000,
    onFallback: (notice) => notices.push(notice),
  });
  const ask = async () => {
    const events: ModelEvent[] = [];
    const request = { model: "whatever", messages: [], tools: [], maxOutputTokens: 10 };
    for await (const event of made.stream(request, new AbortController().signal)) events.push(event);
    return events;
  };
  return { made, notices, circuits, ask };
}

describe("ModelPool", () => {
  it("asks the first with its own model id, and no other", async () => {
    const [first, second] = [member("openai", "a", answer("hi")), member("google", "b")];
    const { ask, notices } = pool(first, second);
    expect(await ask()).toEqual(answer("hi"));
    expect([first.asked, second.asked, notices]).toEqual([["a"], [], []]);
  });

  it("goes on with the next when a call fails before it said anything, says so, and stays there", async () => {
    const [first, second] = [
      member("openai", "a", [error("overloaded")]),
      member("google", "b", answer("from b")),
    ];
    const { ask, notices, made } = pool(first, second);
    expect(await ask()).toEqual(answer("from b"));
    expect(notices).toEqual([expect.stringMatching(/a failed.*Going on with b/)]);
    expect([made.model, made.provider]).toEqual(["b", "google"]);
    await ask();
    expect(first.asked).toHaveLength(1);
  });

  it.each(["invalid_key", "bad_request", "refused", "context_too_long"] as const)(
    "never hides %s behind another model",
    async (cls) => {
      const second = member("google", "b");
      const { ask } = pool(member("openai", "a", [error(cls)]), second);
      expect(await ask()).toEqual([error(cls)]);
      expect(second.asked).toEqual([]);
    },
  );

  it("passes a failure on once the model has spoken: the turn is the caller's to repeat", async () => {
    const half: ModelEvent[] = [{ type: "text", text: "ha" }, error("network")];
    const second = member("google", "b");
    const { ask } = pool(member("openai", "a", half), second);
    expect(await ask()).toEqual(half);
    expect(second.asked).toEqual([]);
  });

  it("gives up with the last failure when nobody is left", async () => {
    const { ask } = pool(
      member("openai", "a", [error("network")]),
      member("google", "b", [error("timeout")]),
    );
    expect(await ask()).toEqual([error("timeout")]);
  });
});

describe("Circuits", () => {
  it("opens for a provider after five failures in a minute, and for no other", () => {
    const circuits = new Circuits();
    for (let at = 0; at < 5; at++) circuits.record("openai", "overloaded", at);
    expect(circuits.isHealthy("openai", 10)).toBe(false);
    expect(circuits.isHealthy("google", 10)).toBe(true);
    expect(circuits.isHealthy("openai", 100_000)).toBe(true);
  });

  it("does not count what is not the provider's fault", () => {
    const circuits = new Circuits();
    for (let at = 0; at < 9; at++)
      circuits.record(
        "openai",
        new ModelFailure({ class: "invalid_key", message: "", retryable: false, retryAfterMs: null }).class,
        at,
      );
    expect(circuits.isHealthy("openai", 10)).toBe(true);
  });
});
