import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { modelClient } from "../../worker/llm/providers.ts";
import type { ModelEvent } from "../../worker/llm/types.ts";
import { type DemoModel, startDemoModel } from "./server.ts";

let demo: DemoModel;
beforeAll(async () => {
  demo = await startDemoModel({ port: 0, delayMs: 0, testModels: true });
});
afterAll(() => demo.close());

const sdk = () => new OpenAI({ baseURL: demo.url, apiKey: "none", maxRetries: 0, logLevel: "off" });
const messages = [{ role: "user" as const, content: "hello" }];

/** The last event of a call through Verne's own adapter. */
async function lastEvent(
  model: string,
  signal = new AbortController().signal,
): Promise<ModelEvent | undefined> {
  const client = modelClient({
    provider: "demo",
    key: null,
    baseUrl: null,
    demoUrl: demo.url,
    allowLoopback: true,
  });
  let last: ModelEvent | undefined;
  const request = { model, messages, tools: [], maxOutputTokens: 10 };
  for await (const event of client.stream(request, signal)) last = event;
  return last;
}

describe("startDemoModel", () => {
  it("lists the demo model, and the test models only when asked", async () => {
    const plain = await startDemoModel({ port: 0 });
    const list = async (baseURL: string) =>
      (await new OpenAI({ baseURL, apiKey: "none" }).models.list()).data.map((model) => model.id);
    try {
      expect(await list(plain.url)).toEqual(["verne-demo"]);
    } finally {
      await plain.close();
    }
    expect(await list(demo.url)).toHaveLength(12);
  });

  it("answers the official SDK, streaming and whole, with the same text and with usage", async () => {
    const whole = await sdk().chat.completions.create({ model: "verne-demo", messages });
    const text = whole.choices[0]?.message.content;
    expect(text).toContain("demo model");
    expect(whole.usage?.completion_tokens).toBe(Math.ceil((text?.length ?? 0) / 4));
    const stream = await sdk().chat.completions.create({
      model: "verne-demo",
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    let streamed = "";
    let usage: OpenAI.CompletionUsage | null | undefined;
    for await (const chunk of stream) {
      streamed += chunk.choices[0]?.delta.content ?? "";
      usage = chunk.usage ?? usage;
    }
    expect(streamed).toBe(text);
    expect(usage?.completion_tokens).toBe(whole.usage?.completion_tokens);
  });

  it("gives a whole answer with tool calls to the official SDK", async () => {
    const tools = ["glob", "submit_plan"].map((name) => ({ type: "function" as const, function: { name } }));
    const whole = await sdk().chat.completions.create({ model: "verne-demo", messages, tools });
    expect(whole.choices[0]?.finish_reason).toBe("tool_calls");
    expect(whole.choices[0]?.message.tool_calls?.[0]).toMatchObject({
      type: "function",
      function: { name: "glob", arguments: '{"pattern":"VERNE_DEMO.md"}' },
    });
  });

  it("names what is wrong with a request", async () => {
    const post = async (body: string) => {
      const response = await fetch(`${demo.url}/chat/completions`, { method: "POST", body });
      return [response.status, (await response.json()).error.message];
    };
    expect(await post("{")).toEqual([400, expect.stringContaining("Invalid request")]);
    expect(await post('{"model":"verne-demo","messages":[]}')).toEqual([
      400,
      expect.stringContaining("messages"),
    ]);
    const unknown = JSON.stringify({ model: "constructor", messages });
    expect(await post(unknown)).toEqual([404, 'The model "constructor" does not exist.']);
    expect((await fetch(`${demo.url}/nothing`)).status).toBe(404);
  });

  it.each([
    ["verne-demo-garbage", "garbage"],
    ["verne-demo-half", "network"],
    ["verne-demo-401", "invalid_key"],
    ["verne-demo-429", "rate_limited"],
    ["verne-demo-none", "bad_request"],
  ])("%s ends a call with the class %s", async (model, expected) => {
    expect(await lastEvent(model)).toMatchObject({ type: "error", class: expected });
  });

  it("hangs after its first words until the call is cancelled, and does not keep close() waiting", async () => {
    const own = await startDemoModel({ port: 0, delayMs: 0 });
    const controller = new AbortController();
    const stream = await new OpenAI({
      baseURL: own.url,
      apiKey: "none",
      maxRetries: 0,
    }).chat.completions.create(
      { model: "verne-demo-hangs", messages, stream: true },
      { signal: controller.signal },
    );
    const iterator = stream[Symbol.asyncIterator]();
    expect((await iterator.next()).value?.choices[0]?.delta.content).toBe("Let me think");
    const next = iterator.next();
    controller.abort();
    expect((await next).done).toBe(true);
    await own.close();
  });

  it("refuses a delay that is no number", async () => {
    process.env.DEMO_MODEL_DELAY_MS = "fast";
    try {
      await expect(startDemoModel({ port: 0 })).rejects.toThrow("DEMO_MODEL_DELAY_MS");
    } finally {
      delete process.env.DEMO_MODEL_DELAY_MS;
    }
  });
});
