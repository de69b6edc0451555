import { describe, expect, it } from "vitest";
import { collectTurn } from "../collect.ts";
import { answering, delta, eventsOf, REQUEST, sse, testClient, toolDelta } from "../stream-fixture.ts";

const signal = new AbortController().signal;
const run = (text: string) => collectTurn(testClient(answering([text])).stream(REQUEST, signal));
const lastOf = async (text: string) => (await eventsOf(testClient(answering([text])))).at(-1);

const TWO_CALLS = sse(
  delta({ role: "assistant", content: "Ünï: " }),
  toolDelta({ index: 0, id: "a", type: "function", function: { name: "read", arguments: "" } }),
  toolDelta({ index: 0, function: { arguments: '{"path":' } }),
  toolDelta({ index: 1, id: "b", function: { name: "grep", arguments: '{"pattern":"→"}' } }),
  toolDelta({ index: 0, function: { arguments: '"x.ts"}' } }),
  delta({}, "tool_calls"),
  {
    choices: [],
    usage: { prompt_tokens: 7, completion_tokens: 3, prompt_tokens_details: { cached_tokens: 2 } },
  },
);

describe("openAICompatibleClient", () => {
  it("reads text, parallel calls and usage in a chunk of its own", async () => {
    expect(await run(TWO_CALLS)).toEqual({
      text: "Ünï: ",
      toolCalls: [
        { id: "a", name: "read", arguments: '{"path":"x.ts"}' },
        { id: "b", name: "grep", arguments: '{"pattern":"→"}' },
      ],
      reasoning: [],
      usage: { inputTokens: 7, outputTokens: 3, cachedInputTokens: 2 },
      finish: "tool",
    });
  });

  it("gives the same events wherever the bytes are cut in two", async () => {
    const whole = await eventsOf(testClient(answering([TWO_CALLS])));
    const bytes = new TextEncoder().encode(TWO_CALLS);
    for (let cut = 1; cut < bytes.length; cut += 1) {
      const pieces = [bytes.slice(0, cut), bytes.slice(cut)];
      expect(await eventsOf(testClient(answering(pieces))), `cut at ${cut}`).toEqual(whole);
    }
  });

  it("gives the same events byte by byte and with CRLF and comments", async () => {
    const whole = await eventsOf(testClient(answering([TWO_CALLS])));
    const single = [...new TextEncoder().encode(TWO_CALLS)].map((byte) => Uint8Array.of(byte));
    expect(await eventsOf(testClient(answering(single)))).toEqual(whole);
    const dressed = `: PROCESSING\r\n\r\n${TWO_CALLS.replaceAll("\n", "\r\n")}`;
    expect(await eventsOf(testClient(answering([dressed])))).toEqual(whole);
  });

  it("takes a stream without usage, without [DONE], with null deltas and other choices", async () => {
    const chunks = [
      delta(null),
      { choices: [{ index: 1, delta: { content: "no" } }] },
      { choices: null },
      {},
    ];
    const text = sse(delta({ content: "yes" }), ...chunks, delta(null, "stop")).replace(
      "data: [DONE]\n\n",
      "",
    );
    expect(await run(text)).toMatchObject({ text: "yes", usage: null, finish: "stop" });
  });

  it("reads what was written to a prompt cache", async () => {
    const details = { cached_tokens: 2, cache_write_tokens: 4 };
    const usage = { prompt_tokens: 7, completion_tokens: 3, prompt_tokens_details: details };
    expect((await run(sse({ ...delta({ content: "x" }, "stop"), usage }))).usage).toEqual({
      inputTokens: 7,
      outputTokens: 3,
      cachedInputTokens: 2,
      cacheWriteTokens: 4,
    });
  });

  it("maps finish reasons", async () => {
    const finish = async (reason: string) => (await run(sse(delta({ content: "x" }, reason)))).finish;
    expect(await finish("stop")).toBe("stop");
    expect(await finish("length")).toBe("length");
    expect(await finish("content_filter")).toBe("content_filter");
    expect(await finish("eos")).toBe("stop");
    expect((await run(sse(delta({ refusal: "I cannot" }), delta({}, "stop")))).finish).toBe("refusal");
    expect((await run(sse(delta({}, "tool_calls")))).finish).toBe("stop");
  });

  it("never ends a call that the length limit cut", async () => {
    const whole = { index: 0, id: "a", function: { name: "read", arguments: '{"path":"x"}' } };
    const cut = { index: 1, id: "b", function: { name: "write", arguments: '{"path":"y","content":"abc' } };
    const turn = await run(sse(toolDelta(whole), toolDelta(cut), delta({}, "length")));
    expect(turn.finish).toBe("length");
    expect(turn.toolCalls.map((call) => call.id)).toEqual(["a"]);
    const filtered = await run(sse(toolDelta(whole), delta({}, "content_filter")));
    expect(filtered.toolCalls).toEqual([]);
  });

  it("takes a whole JSON message from a server that does not stream", async () => {
    const body = {
      choices: [
        {
          message: {
            content: "hello",
            tool_calls: [{ id: "a", function: { name: "read", arguments: { path: "x" } } }],
          },
          finish_reason: "stop",
        },
      ],
      usage: { prompt_tokens: 1, completion_tokens: 2 },
    };
    const fetch = answering([JSON.stringify(body)], { headers: { "content-type": "application/json" } });
    const turn = await collectTurn(testClient(fetch).stream(REQUEST, signal));
    expect(turn).toMatchObject({ text: "hello", finish: "tool", usage: { outputTokens: 2 } });
    expect(turn.toolCalls).toEqual([{ id: "a", name: "read", arguments: '{"path":"x"}' }]);
  });

  it("keeps reasoning and tool signatures verbatim for the next request", async () => {
    const turn = await run(
      sse(
        delta({ reasoning_content: "hm" }),
        delta({ reasoning_content: "m" }),
        toolDelta({
          index: 0,
          id: "a",
          function: { name: "read", arguments: "{}" },
          extra_content: { sig: "S" },
        }),
        delta({}, "tool_calls"),
      ),
    );
    let sent: unknown;
    const client = testClient(async (_, init) => {
      sent = JSON.parse(String(init?.body));
      return answering([sse(delta({ content: "ok" }, "stop"))])("");
    });
    const message = { role: "assistant" as const, content: "", ...turn };
    await collectTurn(client.stream({ ...REQUEST, messages: [message] }, signal));
    expect(sent).toMatchObject({
      messages: [
        { content: null, reasoning_content: "hmm", tool_calls: [{ id: "a", extra_content: { sig: "S" } }] },
      ],
      stream_options: { include_usage: true },
      max_tokens: 100,
    });
  });

  it("answers an error inside the stream with its class", async () => {
    const error = async (body: unknown) => lastOf(sse(delta({ content: "a" }), body));
    expect(await error({ error: { message: "Overloaded", type: "overloaded_error" } })).toMatchObject({
      type: "error",
      class: "overloaded",
      retryable: true,
    });
    expect(await error({ error: { code: 429, message: "slow down" } })).toMatchObject({
      class: "rate_limited",
    });
    expect(await error({ error: "boom" })).toMatchObject({ class: "network", retryable: true });
    expect(await error({ object: "error", message: "bad", code: 400 })).toMatchObject({
      class: "bad_request",
    });
    expect(await error(delta({}, "error"))).toMatchObject({ class: "network" });
  });

  it("answers a stream that ends without a finish reason with a retryable network error", async () => {
    const text = sse(delta({ content: "half" })).replace("data: [DONE]\n\n", "");
    expect(await lastOf(text)).toMatchObject({ type: "error", class: "network", retryable: true });
    expect(await lastOf(sse(delta({ content: "half" })))).toMatchObject({ class: "network" });
  });

  it("calls what is not an event stream garbage", async () => {
    expect(await lastOf("data: {not json\n\n")).toMatchObject({ type: "error", class: "garbage" });
    expect(await lastOf("hello world")).toMatchObject({ class: "garbage" });
    expect(await lastOf("data: 42\n\n")).toMatchObject({ class: "garbage" });
    expect(await lastOf('data: {"detail":"Not here"}\n\n')).toMatchObject({ class: "garbage" });
    expect(await lastOf("")).toMatchObject({ class: "garbage" });
    const html = answering(["<html>"], { headers: { "content-type": "text/html; charset=utf-8" } });
    expect((await eventsOf(testClient(html))).at(-1)).toMatchObject({ class: "garbage" });
    const broken = answering(["{"], { headers: { "content-type": "application/json" } });
    expect((await eventsOf(testClient(broken))).at(-1)).toMatchObject({ class: "garbage" });
  });

  it("turns statuses and lost connections into events, never into exceptions", async () => {
    const body = JSON.stringify({ error: { message: "Incorrect API key provided: sk-secret" } });
    const refused = testClient(
      answering([body], { status: 401, headers: { "content-type": "application/json" } }),
    );
    const [event] = await eventsOf(refused);
    expect(event).toMatchObject({ type: "error", class: "invalid_key", retryable: false });
    expect(JSON.stringify(event)).not.toContain("sk-secret");

    const slow = testClient(answering(["<html>busy"], { status: 429, headers: { "retry-after": "1.5" } }));
    expect((await eventsOf(slow))[0]).toMatchObject({ class: "rate_limited", retryAfterMs: 1500 });

    const moved = testClient(answering([""], { status: 302, headers: { location: "http://10.0.0.1/" } }));
    expect((await eventsOf(moved))[0]).toMatchObject({ class: "bad_request" });

    const down = testClient(() => Promise.reject(new TypeError("fetch failed")));
    expect((await eventsOf(down))[0]).toMatchObject({ class: "network", retryable: true });
  });

  it("sends the key only where there is one and follows no redirect", async () => {
    const seen: (string | null | undefined)[] = [];
    const record = (key: string | null) =>
      testClient(
        async (_, init) => {
          seen.push(new Headers(init?.headers).get("authorization"), init?.redirect);
          return answering([sse(delta({}, "stop"))])("");
        },
        { key },
      );
    await eventsOf(record("sk-1"));
    await eventsOf(record(null));
    expect(seen).toEqual(["Bearer sk-1", "manual", null, "manual"]);
  });

  it("lists models, and refuses a list that is none", async () => {
    const json = { headers: { "content-type": "application/json" } };
    const list = testClient(answering([JSON.stringify({ data: [{ id: "b" }, { id: "a" }, null] })], json));
    expect(await list.listModels(signal)).toEqual(["a", "b"]);
    const wrong = testClient(answering(['{"hello":1}'], json));
    await expect(wrong.listModels(signal)).rejects.toMatchObject({ class: "garbage" });
    const page = testClient(answering(["<html>"], { headers: { "content-type": "text/html" } }));
    await expect(page.listModels(signal)).rejects.toMatchObject({ class: "garbage" });
  });
});
