import { createServer, type Server, type ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { anthropicClient } from "./anthropic/client.ts";
import { googleClient } from "./google/client.ts";
import { openAIClient } from "./openai/client.ts";
import type { Schedule } from "./stream-clock.ts";
import { eventsOf, manualTimers, namedSse, REQUEST } from "./stream-fixture.ts";
import type { ModelClient, ModelEvent } from "./types.ts";

let server: Server | undefined;
afterEach(() => server?.close());

/** A server that answers each request so; `closed` is settled when the client's side of a socket is gone. */
async function serve(answer: (response: ServerResponse) => void) {
  let onClosed = () => {};
  const closed = new Promise<void>((resolve) => {
    onClosed = resolve;
  });
  server = createServer((_, response) => {
    response.on("close", onClosed);
    answer(response);
  });
  await new Promise<void>((done) => server?.listen(0, "127.0.0.1", done));
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`, closed };
}

const half = (text: string) => (response: ServerResponse) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(text);
};

/** Each adapter with the beginning of an answer, and how many milliseconds of silence end it. */
const ADAPTERS: [string, (baseUrl: string, schedule?: Schedule) => ModelClient, string, number][] = [
  [
    "openai",
    (baseUrl, schedule) => openAIClient({ ...options("openai", schedule), baseUrl, reasons: () => true }),
    namedSse({ type: "response.output_text.delta", output_index: 0, delta: "half" }),
    300_000,
  ],
  [
    "anthropic",
    (baseUrl, schedule) =>
      anthropicClient({ ...options("anthropic", schedule), baseUrl, adaptiveThinking: () => true }),
    namedSse(
      { type: "message_start", message: {} },
      { type: "content_block_start", index: 0, content_block: { type: "text", text: "half" } },
    ),
    120_000,
  ],
  [
    "google",
    (baseUrl, schedule) => googleClient({ ...options("google", schedule), baseUrl, thinks: () => true }),
    `data: ${JSON.stringify({ candidates: [{ content: { parts: [{ text: "half" }] } }] })}\n\n`,
    180_000,
  ],
];

function options(provider: string, schedule?: Schedule) {
  return { provider, label: provider, key: "k", ...(schedule ? { schedule } : {}) };
}

describe.each(ADAPTERS)("%s over a real socket", (_, clientOf, begin, stallMs) => {
  it("closes the socket when the signal aborts in the middle", async () => {
    const { url, closed } = await serve(half(begin));
    const controller = new AbortController();
    const events: ModelEvent[] = [];
    for await (const event of clientOf(url).stream(REQUEST, controller.signal)) {
      events.push(event);
      controller.abort();
    }
    await closed;
    expect(events).toEqual([
      { type: "text", text: "half" },
      expect.objectContaining({ type: "error", class: "cancelled", retryable: false }),
    ]);
  });

  it("closes the socket when the reader stops reading", async () => {
    const { url, closed } = await serve(half(begin));
    for await (const _ of clientOf(url).stream(REQUEST, new AbortController().signal)) break;
    await closed;
  });

  it("never calls when it was aborted before", async () => {
    let asked = 0;
    const { url } = await serve(() => {
      asked += 1;
    });
    expect(await eventsOf(clientOf(url), AbortSignal.abort())).toMatchObject([{ class: "cancelled" }]);
    expect(asked).toBe(0);
  });

  it("calls a connection that dies in the middle a network error", async () => {
    const { url } = await serve((response) => {
      half(begin)(response);
      setImmediate(() => response.destroy());
    });
    const events = await eventsOf(clientOf(url));
    expect(events.at(-1)).toMatchObject({ class: "network", retryable: true });
    // How much of the text arrives before is the socket's matter; an end of the answer is not among it.
    expect(events.slice(0, -1).filter(({ type }) => type !== "text")).toEqual([]);
  });

  it("gives up on a silence, and closes the socket", async () => {
    const timers = manualTimers();
    const { url, closed } = await serve(half(begin));
    const iterator = clientOf(url, timers.schedule)
      .stream(REQUEST, new AbortController().signal)
      [Symbol.asyncIterator]();
    expect((await iterator.next()).value).toMatchObject({ text: "half" });
    const next = iterator.next();
    await timers.fire(stallMs);
    expect((await next).value).toMatchObject({ type: "error", class: "timeout" });
    await closed;
  });

  it("follows no redirect", async () => {
    const { url } = await serve((response) => {
      response.writeHead(302, { location: "http://127.0.0.1:9/" });
      response.end();
    });
    expect(await eventsOf(clientOf(url))).toMatchObject([{ class: "bad_request", retryable: false }]);
  });

  it("calls a web page garbage", async () => {
    const { url } = await serve((response) => {
      response.writeHead(200, { "content-type": "text/html" });
      response.end("<html>");
    });
    expect(await eventsOf(clientOf(url))).toMatchObject([{ class: "garbage" }]);
  });
});
