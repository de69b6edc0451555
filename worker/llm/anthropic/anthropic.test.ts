import { describe, expect, it } from "vitest";
import { collectTurn } from "../collect.ts";
import {
  answering,
  countingIds,
  eventsHoweverCut,
  eventsOf,
  namedSse,
  REQUEST,
  recording,
} from "../stream-fixture.ts";
import type { Fetch } from "../transport.ts";
import type { Message } from "../types.ts";
import { anthropicClient } from "./client.ts";

const signal = new AbortController().signal;
const clientOf = (fetch: Fetch) =>
  anthropicClient({
    provider: "anthropic",
    label: "Anthropic",
    key: "sk-ant-secret",
    adaptiveThinking: (model) => model === "m",
    newId: countingIds(),
    fetch,
  });
const run = (text: string) => collectTurn(clientOf(answering([text])).stream(REQUEST, signal));
const lastOf = async (text: string) => (await eventsOf(clientOf(answering([text])))).at(-1);

const begin = {
  type: "message_start",
  message: {
    usage: {
      input_tokens: 10,
      output_tokens: 1,
      cache_read_input_tokens: 70,
      cache_creation_input_tokens: 20,
    },
  },
};
const start = (index: number, block: unknown) => ({
  type: "content_block_start",
  index,
  content_block: block,
});
const delta = (index: number, fields: unknown) => ({ type: "content_block_delta", index, delta: fields });
const stop = (index: number) => ({ type: "content_block_stop", index });
const finish = (reason: string, more = {}) => [
  {
    type: "message_delta",
    delta: { stop_reason: reason, ...more },
    usage: { output_tokens: 33, input_tokens: null },
  },
  { type: "message_stop" },
];
const tool = (index: number, id: string, ...json: string[]) => [
  start(index, { type: "tool_use", id, name: "read", input: {} }),
  ...json.map((text) => delta(index, { type: "input_json_delta", partial_json: text })),
];
const words = (index: number, ...texts: string[]) => [
  start(index, { type: "text", text: "" }),
  ...texts.map((text) => delta(index, { type: "text_delta", text })),
  stop(index),
];

const FULL = namedSse(
  begin,
  { type: "ping" },
  start(0, { type: "thinking", thinking: "", signature: "" }),
  delta(0, { type: "thinking_delta", thinking: "hm" }),
  delta(0, { type: "thinking_delta", thinking: "m" }),
  delta(0, { type: "signature_delta", signature: "SIG" }),
  stop(0),
  ...words(1, "Ünï ", "→"),
  start(2, { type: "redacted_thinking", data: "xyz" }),
  stop(2),
  ...tool(3, "a", "", '{"path":', '"x"}'),
  stop(3),
  ...tool(4, "b"),
  stop(4),
  ...finish("tool_use"),
);

describe("anthropicClient", () => {
  it("reads thinking, text, parallel calls and usage, however the bytes are cut", async () => {
    const events = await eventsHoweverCut(FULL, clientOf);
    expect(events.map(({ type }) => type).join(" ")).toBe(
      "reasoning reasoning text text tool_start tool_delta tool_delta tool_start reasoning tool_end tool_end usage finish",
    );
    expect(await run(FULL)).toMatchObject({
      text: "Ünï →",
      toolCalls: [
        { id: "a", name: "read", arguments: '{"path":"x"}' },
        { id: "b", name: "read", arguments: "{}" },
      ],
      usage: { inputTokens: 100, outputTokens: 33, cachedInputTokens: 70, cacheWriteTokens: 20 },
      finish: "tool",
    });
  });

  it("takes no unknown stop reason for an end", async () => {
    const events = await eventsOf(
      clientOf(answering([namedSse(begin, ...tool(0, "a", "{}"), stop(0), ...finish("something_new"))])),
    );
    expect(events.at(-1)).toMatchObject({ type: "error", class: "garbage", retryable: true });
    expect(events.some(({ type }) => type === "tool_end")).toBe(false);
  });

  it("maps every stop reason", async () => {
    const reason = async (name: string) =>
      (await run(namedSse(begin, ...words(0, "x"), ...finish(name)))).finish;
    expect(await reason("end_turn")).toBe("stop");
    expect(await reason("stop_sequence")).toBe("stop");
    expect(await reason("pause_turn")).toBe("stop");
    expect(await reason("max_tokens")).toBe("length");
    expect(await reason("model_context_window_exceeded")).toBe("length");
    const details = { stop_details: { type: "refusal", explanation: "Not this." } };
    const refused = await run(namedSse(begin, ...tool(0, "a", "{}"), stop(0), ...finish("refusal", details)));
    expect(refused).toMatchObject({ text: "Not this.", toolCalls: [], finish: "refusal" });
  });

  it("never ends a call that the limit cut", async () => {
    const whole = [...tool(0, "a", '{"path":"x"}'), stop(0)];
    const open = namedSse(begin, ...whole, ...tool(1, "b", '{"path":"y","con'), ...finish("max_tokens"));
    expect((await run(open)).toolCalls.map(({ id }) => id)).toEqual(["a"]);
    const closed = namedSse(
      begin,
      ...whole,
      ...tool(1, "b", '{"path":"y","con'),
      stop(1),
      ...finish("max_tokens"),
    );
    expect(await run(closed)).toMatchObject({ toolCalls: [{ id: "a" }], finish: "length" });
  });

  it("turns failures inside the stream into their class", async () => {
    const failed = (type: string, message = "m") =>
      lastOf(namedSse(begin, { type: "error", error: { type, message } }));
    expect(await failed("overloaded_error")).toMatchObject({ class: "overloaded", retryable: true });
    expect(await failed("api_error")).toMatchObject({ class: "overloaded" });
    expect(await failed("rate_limit_error")).toMatchObject({ class: "rate_limited" });
    expect(await failed("timeout_error")).toMatchObject({ class: "timeout" });
    expect(await failed("invalid_request_error", "prompt is too long: 9 > 8")).toMatchObject({
      class: "context_too_long",
    });
    expect(await failed("invalid_request_error")).toMatchObject({ class: "bad_request", retryable: false });
  });

  it("calls an answer without its stop reason broken, and one without events garbage", async () => {
    expect(await lastOf(FULL.slice(0, FULL.indexOf("event: message_delta")))).toMatchObject({
      class: "network",
      retryable: true,
    });
    expect(await lastOf("")).toMatchObject({ class: "garbage" });
    expect(await lastOf("event: message_start\ndata: {no\n\n")).toMatchObject({ class: "garbage" });
    expect(await lastOf("event: message_start\ndata: 42\n\n")).toMatchObject({ class: "garbage" });
  });

  it("takes an answer whose stream breaks after the stop reason", async () => {
    const turn = await run(FULL.replace(/event: message_stop[\s\S]*/, ""));
    expect(turn).toMatchObject({ finish: "tool" });
    expect(turn).toEqual(await run(FULL));
  });

  it("turns statuses into their class and never retries", async () => {
    let asked = 0;
    const refusing = (status: number, type: string, message: string, headers = {}) =>
      eventsOf(
        clientOf(async (input, init) => {
          asked += 1;
          const body = JSON.stringify({ type: "error", error: { type, message } });
          const json = { "content-type": "application/json", ...headers };
          return answering([body], { status, headers: json })(input, init);
        }),
      );
    expect(await refusing(401, "authentication_error", "invalid x-api-key sk-ant-secret")).toMatchObject([
      { type: "error", class: "invalid_key", retryable: false },
    ]);
    expect(await refusing(400, "invalid_request_error", "Your credit balance is too low")).toMatchObject([
      { class: "no_quota" },
    ]);
    expect(await refusing(413, "request_too_large", "m")).toMatchObject([{ class: "context_too_long" }]);
    expect(await refusing(429, "rate_limit_error", "m", { "retry-after": "7" })).toMatchObject([
      { class: "rate_limited", retryAfterMs: 7000 },
    ]);
    const [overloaded] = await refusing(529, "overloaded_error", "Overloaded sk-ant-secret");
    expect(overloaded).toMatchObject({ class: "overloaded", retryable: true });
    expect(JSON.stringify(overloaded)).not.toContain("secret");
    expect(asked).toBe(5);
  });

  it("marks the prompt for the cache, joins turns, and puts results first", async () => {
    const { fetch, sent } = recording(FULL);
    const messages: Message[] = [
      { role: "system", content: "Be brief." },
      { role: "user", content: "one" },
      { role: "assistant", content: "", toolCalls: [{ id: "f.read:0", name: "read", arguments: "{no" }] },
      { role: "tool", toolCallId: "f.read:0", content: "X" },
      { role: "user", content: "two" },
      { role: "assistant", content: "three", toolCalls: [] },
      { role: "user", content: "four" },
    ];
    await collectTurn(clientOf(fetch).stream({ ...REQUEST, messages }, signal));
    const cache_control = { type: "ephemeral" };
    expect(sent[0]?.headers.get("authorization")).toBe("Bearer sk-ant-secret");
    expect(sent[0]?.headers.get("anthropic-beta")).toBe("thinking-binding-controls-2026-08-01");
    expect(sent[0]?.body).toEqual({
      model: "m",
      max_tokens: 100,
      stream: true,
      system: [{ type: "text", text: "Be brief.", cache_control }],
      thinking: {
        type: "adaptive",
        display: "summarized",
        block_binding: { prefix_mismatch_behavior: "drop_block" },
      },
      tools: [{ name: "read", description: "", input_schema: { type: "object" } }],
      messages: [
        { role: "user", content: [{ type: "text", text: "one" }] },
        {
          role: "assistant",
          content: [{ type: "tool_use", id: "f_read_0", name: "read", input: { invalid_json: "{no" } }],
        },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "f_read_0", content: "X" },
            { type: "text", text: "two", cache_control },
          ],
        },
        { role: "assistant", content: [{ type: "text", text: "three" }] },
        { role: "user", content: [{ type: "text", text: "four", cache_control }] },
      ],
    });
    await collectTurn(clientOf(fetch).stream({ ...REQUEST, model: "old" }, signal));
    expect(sent[1]?.body).not.toHaveProperty("thinking");
    expect(sent[1]?.headers.get("anthropic-beta")).toBeNull();
  });

  it("caches apart what other conversations begin with, with four marks at most", async () => {
    const { fetch, sent } = recording(FULL);
    const messages: Message[] = [
      { role: "system", content: "Be brief." },
      { role: "user", content: "shared, own", sharedChars: 7 },
      { role: "assistant", content: "two", toolCalls: [] },
      { role: "user", content: "three" },
      { role: "assistant", content: "four", toolCalls: [] },
      { role: "user", content: "five" },
    ];
    await collectTurn(clientOf(fetch).stream({ ...REQUEST, messages }, signal));
    const cache_control = { type: "ephemeral" };
    expect(sent[0]?.body).toMatchObject({
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "shared,", cache_control },
            { type: "text", text: " own" },
          ],
        },
        {},
        {},
        {},
        {},
      ],
    });
    expect(JSON.stringify(sent[0]?.body).split('"cache_control"')).toHaveLength(1 + 4);
  });

  it("sends its own answer back in order, with the thinking unchanged", async () => {
    const { text, toolCalls, reasoning } = await run(FULL);
    const { fetch, sent } = recording(FULL);
    const messages: Message[] = [
      { role: "user", content: "hi" },
      { role: "assistant", content: text, toolCalls, reasoning },
      { role: "tool", toolCallId: "a", content: "A" },
      { role: "tool", toolCallId: "b", content: "B" },
    ];
    await collectTurn(clientOf(fetch).stream({ ...REQUEST, messages }, signal));
    expect(sent[0]?.body).toMatchObject({
      messages: [
        {},
        {
          role: "assistant",
          content: [
            { type: "thinking", thinking: "hmm", signature: "SIG" },
            { type: "text", text: "Ünï →" },
            { type: "redacted_thinking", data: "xyz" },
            { type: "tool_use", id: "a", name: "read", input: { path: "x" } },
            { type: "tool_use", id: "b", name: "read", input: {} },
          ],
        },
        { role: "user", content: [{ type: "tool_result" }, { type: "tool_result" }] },
      ],
    });
    await collectTurn(clientOf(fetch).stream({ ...REQUEST, model: "other", messages }, signal));
    expect(JSON.stringify(sent[1]?.body)).not.toContain("SIG");
  });

  it("drops thinking that was cut before its signature or leads to nothing", async () => {
    const unsigned = [
      start(0, { type: "thinking", thinking: "" }),
      delta(0, { type: "thinking_delta", thinking: "h" }),
    ];
    expect((await run(namedSse(begin, ...unsigned, ...finish("max_tokens")))).reasoning).toEqual([]);
    const signed = [
      ...words(0, "x"),
      start(1, { type: "thinking", thinking: "", signature: "SIG" }),
      stop(1),
    ];
    const { text, reasoning } = await run(namedSse(begin, ...signed, ...finish("max_tokens")));
    const { fetch, sent } = recording(FULL);
    const messages: Message[] = [{ role: "assistant", content: text, toolCalls: [], reasoning }];
    await collectTurn(clientOf(fetch).stream({ ...REQUEST, messages }, signal));
    expect(sent[0]?.body).toMatchObject({ messages: [{ content: [{ type: "text", text: "x" }] }] });
  });

  it("lists models", async () => {
    const json = { headers: { "content-type": "application/json" } };
    const list = answering([JSON.stringify({ data: [{ id: "b" }, { id: "a" }], has_more: false })], json);
    expect(await clientOf(list).listModels(signal)).toEqual(["a", "b"]);
    await expect(clientOf(answering(["{}"], json)).listModels(signal)).rejects.toMatchObject({
      class: "garbage",
    });
  });
});
