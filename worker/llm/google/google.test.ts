import { describe, expect, it } from "vitest";
import { collectTurn } from "../collect.ts";
import { answering, countingIds, eventsHoweverCut, eventsOf, REQUEST, recording } from "../stream-fixture.ts";
import type { Fetch } from "../transport.ts";
import type { Message } from "../types.ts";
import { googleClient } from "./client.ts";

const signal = new AbortController().signal;
const clientOf = (fetch: Fetch) =>
  googleClient({
    provider: "google",
    label: "Google",
    key: "AIzaSecretSecretSecretSecret",
    thinks: (model) => model === "m",
    newId: countingIds(),
    fetch,
  });
const run = (text: string) => collectTurn(clientOf(answering([text])).stream(REQUEST, signal));
const lastOf = async (text: string) => (await eventsOf(clientOf(answering([text])))).at(-1);

const sse = (...chunks: unknown[]) => chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join("");
const parts = (...all: unknown[]) => ({ candidates: [{ content: { role: "model", parts: all } }] });
const USAGE = {
  promptTokenCount: 90,
  cachedContentTokenCount: 40,
  candidatesTokenCount: 7,
  thoughtsTokenCount: 5,
  toolUsePromptTokenCount: 10,
};
const finish = (reason: string, message?: string) => ({
  candidates: [{ finishReason: reason, finishMessage: message }],
  usageMetadata: USAGE,
});

const FULL = sse(
  parts({ text: "hm", thought: true }),
  parts({ text: "Ünï " }),
  parts({ text: "→" }),
  parts({ text: "", thoughtSignature: "T1" }),
  parts(
    { functionCall: { id: "a", name: "read", args: { path: "x" } }, thoughtSignature: "T2" },
    { functionCall: { name: "read" } },
  ),
  finish("STOP"),
);

describe("googleClient", () => {
  it("reads thoughts, text, parallel calls and usage, however the bytes are cut", async () => {
    const events = await eventsHoweverCut(FULL, clientOf);
    expect(events.map(({ type }) => type).join(" ")).toBe(
      "reasoning text text tool_start tool_delta tool_start tool_delta reasoning tool_end tool_end usage finish",
    );
    expect(await run(FULL)).toMatchObject({
      text: "Ünï →",
      toolCalls: [
        { id: "a", name: "read", arguments: '{"path":"x"}' },
        { id: "new_1", name: "read", arguments: "{}" },
      ],
      usage: { inputTokens: 100, outputTokens: 12, cachedInputTokens: 40 },
      finish: "tool",
    });
  });

  it("maps every finish reason", async () => {
    const reason = async (name: string) => (await run(sse(parts({ text: "x" }), finish(name)))).finish;
    expect(await reason("STOP")).toBe("stop");
    expect(await reason("MAX_TOKENS")).toBe("length");
    expect(await reason("CONTINUATION")).toBe("length");
    for (const filter of ["SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE"]) {
      expect(await reason(filter), filter).toBe("content_filter");
    }
    for (const fault of ["MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS", "OTHER"]) {
      const last = await lastOf(sse(parts({ text: "x" }), finish(fault, "why")));
      expect(last, fault).toMatchObject({ type: "error", class: "garbage", retryable: true });
    }
  });

  it("makes no call of which it has a part only", async () => {
    const calls = [
      { name: "read", willContinue: true },
      { name: "read", partialArgs: [{ jsonPath: "$.path", stringValue: "x" }] },
      { name: "read", args: '{"path":"x' },
      { name: "read", args: ["x"] },
      { args: { path: "x" } },
      {},
    ];
    for (const functionCall of calls) {
      const events = await eventsOf(clientOf(answering([sse(parts({ functionCall }), finish("STOP"))])));
      expect(events, JSON.stringify(functionCall)).toMatchObject([{ class: "garbage", retryable: true }]);
    }
    const whole = sse(parts({ functionCall: { name: "read", args: '{"path":"x"}' } }), finish("STOP"));
    expect((await run(whole)).toolCalls).toEqual([{ id: "new_1", name: "read", arguments: '{"path":"x"}' }]);
  });

  it("makes no call that a filter stopped, and tells a blocked prompt", async () => {
    const call = parts({ functionCall: { name: "read", args: {} } });
    expect((await run(sse(call, finish("SAFETY")))).toolCalls).toEqual([]);
    const blocked = { promptFeedback: { blockReason: "PROHIBITED_CONTENT" }, usageMetadata: USAGE };
    expect(await run(sse(blocked))).toMatchObject({
      text: "The prompt was blocked: PROHIBITED_CONTENT.",
      finish: "content_filter",
    });
  });

  it("calls an answer without its finish reason broken, and one without chunks garbage", async () => {
    const broken = { class: "network", retryable: true };
    expect(await lastOf(sse(parts({ text: "half" })))).toMatchObject(broken);
    expect(await lastOf(`${sse(parts({ text: "half" }))}data: {"candi`)).toMatchObject(broken);
    expect(await lastOf("")).toMatchObject({ class: "garbage" });
    expect(await lastOf("data: {no\n\n")).toMatchObject({ class: "garbage" });
  });

  it("takes a last event without an empty line after it", async () => {
    const turn = await run(FULL.trimEnd());
    expect(turn).toMatchObject({ finish: "tool" });
    expect(turn).toEqual(await run(FULL));
  });

  const error = (code: number, status: string, message: string, details: unknown[] = []) => ({
    error: { code, status, message, details },
  });
  const RETRY = { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "34.5s" };
  const quota = (quotaId: string) => ({
    "@type": "type.googleapis.com/google.rpc.QuotaFailure",
    violations: [{ quotaId }],
  });

  it("turns failures inside the stream into their class, however the bytes are cut", async () => {
    const overloaded = error(503, "UNAVAILABLE", "The model is overloaded.");
    for (const raw of [sse(overloaded), JSON.stringify(overloaded)]) {
      const events = await eventsHoweverCut(`${sse(parts({ text: "x" }))}${raw}`, clientOf);
      expect(events.at(-1)).toMatchObject({ type: "error", class: "overloaded", retryable: true });
    }
    const limited = sse(error(429, "RESOURCE_EXHAUSTED", "slow down", [RETRY]));
    expect(await lastOf(limited)).toMatchObject({ class: "rate_limited", retryAfterMs: 34_500 });
  });

  it("turns statuses into their class and never retries", async () => {
    let asked = 0;
    const refusing = (body: ReturnType<typeof error>, headers = {}) =>
      eventsOf(
        clientOf(async (input, init) => {
          asked += 1;
          const json = { "content-type": "application/json", ...headers };
          return answering([JSON.stringify(body)], { status: body.error.code, headers: json })(input, init);
        }),
      );
    const invalid = error(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", [
      { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "API_KEY_INVALID" },
    ]);
    expect(await refusing(invalid)).toMatchObject([{ class: "invalid_key", retryable: false }]);
    expect(await refusing(error(403, "PERMISSION_DENIED", "m"))).toMatchObject([{ class: "invalid_key" }]);
    const limited = error(429, "RESOURCE_EXHAUSTED", "m", [quota("GenerateRequestsPerMinute"), RETRY]);
    expect(await refusing(limited)).toMatchObject([{ class: "rate_limited", retryAfterMs: 34_500 }]);
    const spent = error(429, "RESOURCE_EXHAUSTED", "m", [quota("GenerateRequestsPerDayPerProject"), RETRY]);
    expect(await refusing(spent)).toMatchObject([
      { class: "no_quota", retryable: false, retryAfterMs: null },
    ]);
    const busy = error(503, "UNAVAILABLE", "busy");
    expect(await refusing(busy, { "retry-after": "3" })).toMatchObject([
      { class: "overloaded", retryAfterMs: 3000 },
    ]);
    const long = error(
      400,
      "INVALID_ARGUMENT",
      "The input token count (9) exceeds the maximum number of tokens",
    );
    expect(await refusing(long)).toMatchObject([{ class: "context_too_long" }]);
    expect(await refusing(error(504, "DEADLINE_EXCEEDED", "m"))).toMatchObject([{ class: "timeout" }]);
    const [leak] = await refusing(error(400, "INVALID_ARGUMENT", "bad AIzaSecretSecretSecretSecret"));
    expect(JSON.stringify(leak)).not.toContain("Secret");
    expect(asked).toBe(8);
  });

  it("sends its own answer back in order, with signatures where they were", async () => {
    const { text, toolCalls, reasoning } = await run(FULL);
    const { fetch, sent } = recording(FULL);
    const messages: Message[] = [
      { role: "system", content: "Be brief." },
      { role: "user", content: "hi" },
      { role: "assistant", content: text, toolCalls, reasoning },
      { role: "tool", toolCallId: "a", content: "A" },
      { role: "tool", toolCallId: "new_1", content: "B" },
      { role: "user", content: "go on" },
    ];
    await collectTurn(clientOf(fetch).stream({ ...REQUEST, messages }, signal));
    expect(sent[0]?.url).toBe(
      "https://generativelanguage.googleapis.com/v1beta/models/m:streamGenerateContent?alt=sse",
    );
    expect(sent[0]?.headers.get("x-goog-api-key")).toBe("AIzaSecretSecretSecretSecret");
    expect(sent[0]?.body).toEqual({
      systemInstruction: { role: "user", parts: [{ text: "Be brief." }] },
      generationConfig: { maxOutputTokens: 100, thinkingConfig: { includeThoughts: true } },
      tools: [
        {
          functionDeclarations: [{ name: "read", description: "", parametersJsonSchema: { type: "object" } }],
        },
      ],
      contents: [
        { role: "user", parts: [{ text: "hi" }] },
        {
          role: "model",
          parts: [
            { text: "Ünï →" },
            { text: "", thoughtSignature: "T1" },
            { functionCall: { id: "a", name: "read", args: { path: "x" } }, thoughtSignature: "T2" },
            { functionCall: { name: "read", args: {} } },
          ],
        },
        {
          role: "user",
          parts: [
            { functionResponse: { id: "a", name: "read", response: { output: "A" } } },
            { functionResponse: { name: "read", response: { output: "B" } } },
          ],
        },
        { role: "user", parts: [{ text: "go on" }] },
      ],
    });
  });

  it("tells another model's calls with a stand-in for the signature, once a turn", async () => {
    const { fetch, sent } = recording(FULL);
    const call = (id: string) => ({ id, name: "read", arguments: "{no" });
    const messages: Message[] = [
      { role: "assistant", content: "", toolCalls: [call("a"), call("b")] },
      { role: "tool", toolCallId: "a", content: "A" },
    ];
    const models = ["gemini-3.8-flash", "gemini-2.5-pro"];
    for (const model of models)
      await collectTurn(clientOf(fetch).stream({ ...REQUEST, model, messages }, signal));
    const functionCall = { name: "read", args: { invalid_json: "{no" } };
    expect(sent.map(({ body }) => body)).toMatchObject([
      {
        contents: [
          {
            parts: [{ functionCall, thoughtSignature: "skip_thought_signature_validator" }, { functionCall }],
          },
          {},
        ],
      },
      { contents: [{ parts: [{ functionCall }, { functionCall }] }, {}] },
    ]);
    expect(JSON.stringify(sent[1]?.body)).not.toContain("thoughtSignature");
  });

  it("lists models that make content", async () => {
    const list = {
      models: [
        { name: "models/gemini-b", supportedGenerationMethods: ["generateContent"] },
        { name: "models/gemini-a", supportedGenerationMethods: ["generateContent", "countTokens"] },
        { name: "models/embed", supportedGenerationMethods: ["embedContent"] },
      ],
    };
    const json = { headers: { "content-type": "application/json" } };
    expect(await clientOf(answering([JSON.stringify(list)], json)).listModels(signal)).toEqual([
      "gemini-a",
      "gemini-b",
    ]);
  });
});
