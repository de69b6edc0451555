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
import type { AssistantMessage, Message, ModelRequest } from "../types.ts";
import { openAIClient } from "./client.ts";

const signal = new AbortController().signal;
const clientOf = (fetch: Fetch) =>
  openAIClient({
    provider: "openai",
    label: "OpenAI",
    key: "sk-secret",
    reasons: (model) => model !== "plain",
    newId: countingIds(),
    fetch,
  });
const PATCH = {
  name: "apply_patch",
  description: "Patches",
  parameters: { type: "object" },
  freeform: { argument: "patch", syntax: "lark" as const, definition: 'start: "x"' },
};
const WITH_PATCH: ModelRequest = { ...REQUEST, tools: [...REQUEST.tools, PATCH] };
const run = (text: string, request = REQUEST) =>
  collectTurn(clientOf(answering([text])).stream(request, signal));
const lastOf = async (text: string) => (await eventsOf(clientOf(answering([text])))).at(-1);

const added = (at: number, item: unknown) => ({
  type: "response.output_item.added",
  output_index: at,
  item,
});
const done = (at: number, item: unknown) => ({ type: "response.output_item.done", output_index: at, item });
const said = (delta: string) => ({ type: "response.output_text.delta", output_index: 1, delta });
const args = (at: number, delta: string) => ({
  type: "response.function_call_arguments.delta",
  output_index: at,
  delta,
});
const call = (id: string, name: string, text: string, status = "completed") => ({
  type: "function_call",
  id: `fc_${id}`,
  call_id: id,
  name,
  arguments: text,
  status,
});
const USAGE = {
  input_tokens: 90,
  output_tokens: 20,
  input_tokens_details: { cached_tokens: 60, cache_write_tokens: 10 },
};
const completed = { type: "response.completed", response: { status: "completed", usage: USAGE } };
const incomplete = (reason: string) => ({
  type: "response.incomplete",
  response: { status: "incomplete", incomplete_details: { reason }, usage: USAGE },
});
const THOUGHT = { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "gAAA" };
const REPLY = { type: "message", id: "msg_1", phase: "commentary", content: [] };

const FULL = namedSse(
  { type: "response.created", response: { status: "in_progress" } },
  { type: "response.in_progress" },
  added(0, { type: "reasoning", id: "rs_1", summary: [] }),
  { type: "response.reasoning_summary_text.delta", output_index: 0, delta: "hm" },
  done(0, THOUGHT),
  added(1, REPLY),
  said("Ünï "),
  said("→"),
  done(1, REPLY),
  added(2, call("a", "read", "", "in_progress")),
  args(2, '{"path":'),
  args(2, '"x"}'),
  { type: "response.function_call_arguments.done", output_index: 2, arguments: '{"path":"x"}' },
  done(2, call("a", "read", '{"path":"x"}')),
  added(3, call("b", "read", "", "in_progress")),
  done(3, call("b", "read", '{"path":"y"}')),
  completed,
);

describe("openAIClient", () => {
  it("reads reasoning, text, parallel calls and usage, however the bytes are cut", async () => {
    const events = await eventsHoweverCut(FULL, clientOf);
    expect(events.map(({ type }) => type)).toEqual([
      "reasoning",
      "text",
      "text",
      "tool_start",
      "tool_delta",
      "tool_delta",
      "tool_start",
      "tool_delta",
      "reasoning",
      "tool_end",
      "tool_end",
      "usage",
      "finish",
    ]);
    const turn = await run(FULL);
    expect(turn).toMatchObject({
      text: "Ünï →",
      toolCalls: [
        { id: "a", name: "read", arguments: '{"path":"x"}' },
        { id: "b", name: "read", arguments: '{"path":"y"}' },
      ],
      usage: { inputTokens: 90, outputTokens: 20, cachedInputTokens: 60, cacheWriteTokens: 10 },
      finish: "tool",
    });
  });

  it("reads a call of free text as the JSON of its argument", async () => {
    const item = { type: "custom_tool_call", call_id: "p", name: "apply_patch", input: "" };
    const delta = (text: string) => ({
      type: "response.custom_tool_call_input.delta",
      output_index: 0,
      delta: text,
    });
    const text = namedSse(
      added(0, item),
      delta("*** Begin"),
      delta(' "Patch"\n'),
      { type: "response.custom_tool_call_input.done", output_index: 0, input: '*** Begin "Patch"\n' },
      done(0, { ...item, input: '*** Begin "Patch"\n' }),
      completed,
    );
    const turn = await run(text, WITH_PATCH);
    expect(turn.toolCalls).toEqual([
      { id: "p", name: "apply_patch", arguments: JSON.stringify({ patch: '*** Begin "Patch"\n' }) },
    ]);
    await eventsHoweverCut(text, clientOf);
  });

  it("takes no other status for an end", async () => {
    for (const status of ["cancelled", "failed", "something_new"]) {
      const ended = { type: "response.completed", response: { status, usage: USAGE } };
      expect(await lastOf(namedSse(said("x"), ended)), status).toMatchObject({
        type: "error",
        retryable: true,
      });
    }
    const cancelled = { type: "response.cancelled", response: { status: "cancelled" } };
    expect(await lastOf(namedSse(said("x"), cancelled))).toMatchObject({ class: "network", retryable: true });
  });

  it("tells refusals, filters and limits apart", async () => {
    const message = [added(0, REPLY), { type: "response.refusal.delta", output_index: 0, delta: "No." }];
    expect(await run(namedSse(...message, completed))).toMatchObject({ text: "No.", finish: "refusal" });
    expect((await run(namedSse(said("x"), incomplete("content_filter")))).finish).toBe("content_filter");
    expect((await run(namedSse(said("x"), incomplete("max_output_tokens")))).finish).toBe("length");
    expect((await run(namedSse(said("x"), incomplete("steered")))).finish).toBe("length");
    expect((await run(namedSse(said("x"), completed))).finish).toBe("stop");
  });

  it("never ends a call that the limit cut, nor free text that shows no end", async () => {
    const cut = namedSse(
      added(0, call("a", "read", "")),
      done(0, call("a", "read", '{"path":"x"}')),
      added(1, call("b", "read", "")),
      args(1, '{"pa'),
      done(1, call("b", "read", '{"pa', "incomplete")),
      added(2, { type: "custom_tool_call", call_id: "p", name: "apply_patch" }),
      done(2, { type: "custom_tool_call", call_id: "p", name: "apply_patch", input: "*** Beg" }),
      incomplete("max_output_tokens"),
    );
    const turn = await run(cut, WITH_PATCH);
    expect(turn.finish).toBe("length");
    expect(turn.toolCalls.map(({ id }) => id)).toEqual(["a"]);
    const filtered = namedSse(
      added(0, call("a", "read", "")),
      done(0, call("a", "read", "{}")),
      incomplete("content_filter"),
    );
    expect((await run(filtered)).toolCalls).toEqual([]);
  });

  it("takes calls that only the last event has", async () => {
    const response = { status: "completed", output: [call("a", "read", "{}")] };
    const turn = await run(namedSse({ type: "response.completed", response }));
    expect(turn).toMatchObject({ toolCalls: [{ id: "a", arguments: "{}" }], usage: null, finish: "tool" });
  });

  it("turns failures inside the stream into their class", async () => {
    const failed = (code: string, message: string) =>
      lastOf(namedSse(said("x"), { type: "response.failed", response: { error: { code, message } } }));
    expect(await failed("server_error", "oops")).toMatchObject({ class: "overloaded", retryable: true });
    expect(await failed("rate_limit_exceeded", "Please try again in 1.5s.")).toMatchObject({
      class: "rate_limited",
      retryAfterMs: 1500,
    });
    expect(await failed("invalid_prompt", "flagged under our usage policy")).toMatchObject({
      class: "refused",
      retryable: false,
    });
    const error = { type: "error", code: "insufficient_quota", message: "You exceeded your quota" };
    expect(await lastOf(namedSse(error))).toMatchObject({ class: "no_quota", retryable: false });
    const wrapped = { type: "error", error: { type: "server_error", message: "x" } };
    expect(await lastOf(namedSse(wrapped))).toMatchObject({ class: "overloaded" });
  });

  it("calls an answer without its last event broken, and one without events garbage", async () => {
    expect(await lastOf(FULL.slice(0, FULL.indexOf("event: response.completed")))).toMatchObject({
      type: "error",
      class: "network",
      retryable: true,
    });
    expect(await lastOf("")).toMatchObject({ class: "garbage" });
    expect(await lastOf("data: 42\n\n")).toMatchObject({ class: "garbage" });
    expect(await lastOf("data: {no\n\n")).toMatchObject({ class: "garbage" });
  });

  it("asks for encrypted reasoning, stores nothing, and offers free text as such", async () => {
    const { fetch, sent } = recording(namedSse(completed));
    const messages: Message[] = [
      { role: "system", content: "Be brief." },
      { role: "user", content: "hi" },
    ];
    await collectTurn(clientOf(fetch).stream({ ...WITH_PATCH, messages, cacheKey: "task" }, signal));
    expect(sent[0]?.url).toBe("https://api.openai.com/v1/responses");
    expect(sent[0]?.headers.get("authorization")).toBe("Bearer sk-secret");
    expect(sent[0]?.body).toEqual({
      model: "m",
      instructions: "Be brief.",
      input: [{ role: "user", content: "hi" }],
      stream: true,
      store: false,
      include: ["reasoning.encrypted_content"],
      max_output_tokens: 100,
      prompt_cache_key: "task",
      tools: [
        { type: "function", name: "read", description: "", parameters: { type: "object" }, strict: false },
        {
          type: "custom",
          name: "apply_patch",
          description: "Patches",
          format: { type: "grammar", syntax: "lark", definition: 'start: "x"' },
        },
      ],
    });
    await collectTurn(clientOf(fetch).stream({ ...REQUEST, model: "plain" }, signal));
    expect(sent[1]?.body).not.toHaveProperty("include");
  });

  it("sends its own answer back in order, with the reasoning unchanged", async () => {
    const { text, toolCalls, reasoning } = await run(FULL);
    const { fetch, sent } = recording(namedSse(completed));
    const answer: AssistantMessage = { role: "assistant", content: text, toolCalls, reasoning };
    const messages: Message[] = [
      { role: "user", content: "hi" },
      answer,
      { role: "tool", toolCallId: "a", content: "A" },
      { role: "tool", toolCallId: "b", content: "B" },
    ];
    await collectTurn(clientOf(fetch).stream({ ...REQUEST, messages }, signal));
    const input = [
      { role: "user", content: "hi" },
      THOUGHT,
      { role: "assistant", content: "Ünï →", phase: "commentary" },
      { type: "function_call", call_id: "a", name: "read", arguments: '{"path":"x"}' },
      { type: "function_call", call_id: "b", name: "read", arguments: '{"path":"y"}' },
      { type: "function_call_output", call_id: "a", output: "A" },
      { type: "function_call_output", call_id: "b", output: "B" },
    ];
    expect(sent[0]?.body).toMatchObject({ input });
    // Another model, or a message that was changed since, gets no reasoning that it could not check.
    await collectTurn(clientOf(fetch).stream({ ...REQUEST, model: "other", messages }, signal));
    expect(JSON.stringify(sent[1]?.body)).not.toContain("gAAA");
    const edited = messages.map((one) => (one === answer ? { ...answer, content: "cut" } : one));
    await collectTurn(clientOf(fetch).stream({ ...REQUEST, messages: edited }, signal));
    expect(JSON.stringify(sent[2]?.body)).not.toContain("gAAA");
  });

  it("sends a call of free text back as one, and as a plain call where the tool is gone", async () => {
    const { fetch, sent } = recording(namedSse(completed));
    const messages: Message[] = [
      {
        role: "assistant",
        content: "",
        toolCalls: [{ id: "p", name: "apply_patch", arguments: '{"patch":"*** x"}' }],
      },
      { role: "tool", toolCallId: "p", content: "ok" },
    ];
    await collectTurn(clientOf(fetch).stream({ ...WITH_PATCH, messages }, signal));
    await collectTurn(clientOf(fetch).stream({ ...REQUEST, messages }, signal));
    expect(sent.map(({ body }) => body)).toMatchObject([
      {
        input: [
          { type: "custom_tool_call", call_id: "p", name: "apply_patch", input: "*** x" },
          { type: "custom_tool_call_output", call_id: "p", output: "ok" },
        ],
      },
      {
        input: [
          { type: "function_call", call_id: "p", arguments: '{"patch":"*** x"}' },
          { type: "function_call_output", call_id: "p", output: "ok" },
        ],
      },
    ]);
  });

  it("turns statuses into their class and never retries", async () => {
    let asked = 0;
    const refusing = (status: number, error: unknown, headers = {}) =>
      clientOf(async (input, init) => {
        asked += 1;
        const json = { "content-type": "application/json", ...headers };
        return answering([JSON.stringify({ error })], { status, headers: json })(input, init);
      });
    expect(await eventsOf(refusing(401, { message: "Incorrect API key provided: sk-secret" }))).toEqual([
      expect.objectContaining({ type: "error", class: "invalid_key", retryable: false }),
    ]);
    expect(await eventsOf(refusing(429, { code: "rate_limit_exceeded" }, { "retry-after": "2" }))).toEqual([
      expect.objectContaining({ class: "rate_limited", retryAfterMs: 2000 }),
    ]);
    expect(await eventsOf(refusing(429, { code: "insufficient_quota" }))).toMatchObject([
      { class: "no_quota" },
    ]);
    expect(await eventsOf(refusing(503, { message: "x" }))).toMatchObject([{ class: "overloaded" }]);
    expect(asked).toBe(4);
  });
});
