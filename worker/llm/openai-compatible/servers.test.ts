import { describe, expect, it } from "vitest";
import { collectTurn } from "../collect.ts";
import { answering, delta, eventsOf, REQUEST, sse, testClient, toolDelta } from "../stream-fixture.ts";

/** What servers send that OpenAI does not: reasons to end, usage, thoughts. */
const lastOf = async (text: string) => (await eventsOf(testClient(answering([text])))).at(-1);
const run = (text: string) =>
  collectTurn(testClient(answering([text])).stream(REQUEST, new AbortController().signal));
const CALL = toolDelta({ index: 0, id: "a", function: { name: "read", arguments: '{"path":"x"}' } });

describe("finish reasons", () => {
  it.each(["stop", "STOP", "eos", "eos_token", "end_turn", "stop_sequence", "COMPLETE"])(
    "%s is a whole answer",
    async (reason) => {
      expect(await lastOf(sse(delta({ content: "x" }, reason)))).toEqual({ type: "finish", reason: "stop" });
      expect(await lastOf(sse(CALL, delta({}, reason)))).toEqual({ type: "finish", reason: "tool" });
    },
  );

  it.each([
    ["length", "length"],
    ["max_output_tokens", "length"],
    ["MAX_TOKENS", "length"],
    ["sensitive", "content_filter"],
    ["content-filter", "content_filter"],
    ["SAFETY", "content_filter"],
    ["refusal", "refusal"],
  ])("%s is %s", async (reason, finish) => {
    expect(await lastOf(sse(delta({ content: "x" }, reason)))).toEqual({ type: "finish", reason: finish });
  });

  it.each([
    ["insufficient_system_resource", "overloaded"],
    ["network_error", "network"],
    ["abort", "network"],
    ["cancelled", "network"],
    ["timeout", "timeout"],
    ["MALFORMED_FUNCTION_CALL", "garbage"],
    ["function_call_filter: MALFORMED_FUNCTION_CALL", "garbage"],
    ["UNEXPECTED_TOOL_CALL", "garbage"],
    ["other", "garbage"],
    ["something_new", "garbage"],
  ])("%s is no end: %s, and no call of it is made", async (reason, cls) => {
    for (const begun of [delta({ content: "Done." }), CALL]) {
      const events = await eventsOf(testClient(answering([sse(begun, delta({}, reason))])));
      expect(events.at(-1)).toMatchObject({ type: "error", class: cls, retryable: true });
      expect(events.filter(({ type }) => type === "tool_end" || type === "finish")).toEqual([]);
    }
  });
});

describe("usage", () => {
  const outputOf = async (usage: Record<string, number>) =>
    (await run(sse({ ...delta({ content: "x" }, "stop"), usage }))).usage?.outputTokens;

  it("counts reasoning that only the total has", async () => {
    expect(await outputOf({ prompt_tokens: 100, completion_tokens: 10, total_tokens: 450 })).toBe(350);
    expect(await outputOf({ prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 })).toBe(10);
    expect(await outputOf({ prompt_tokens: 100, completion_tokens: 10 })).toBe(10);
    expect(await outputOf({ prompt_tokens: 100, completion_tokens: 10, total_tokens: 0 })).toBe(10);
    expect(await outputOf({ completion_tokens: 10, total_tokens: 110 })).toBe(10);
  });
});

describe("parts of a message", () => {
  it("takes Mistral's thoughts for reasoning, whole or in pieces", async () => {
    const thinking = (text: unknown) => delta({ content: [{ type: "thinking", thinking: text }] });
    const events = await eventsOf(
      testClient(
        answering([
          sse(
            thinking([
              { type: "text", text: "Let me " },
              { type: "reference", reference_ids: [1] },
            ]),
            thinking("see."),
            delta({ content: [{ type: "text", text: "Yes" }] }),
            delta({ content: "." }, "stop"),
          ),
        ]),
      ),
    );
    expect(events).toEqual([
      { type: "reasoning", text: "Let me " },
      { type: "reasoning", text: "see." },
      { type: "text", text: "Yes" },
      { type: "text", text: "." },
      { type: "finish", reason: "stop" },
    ]);
  });

  it("reads an error that is an array, in an answer and in a stream", async () => {
    const body = [{ error: { code: 503, message: "The model is overloaded.", status: "UNAVAILABLE" } }];
    expect(await lastOf(sse(delta({ content: "x" }), body))).toMatchObject({ class: "overloaded" });
    const json = { headers: { "content-type": "application/json" } };
    const whole = testClient(answering([JSON.stringify(body)], json));
    expect((await eventsOf(whole)).at(-1)).toMatchObject({ class: "overloaded", retryable: true });
  });
});
