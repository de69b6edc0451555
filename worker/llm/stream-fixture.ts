import { type OpenAICompatibleOptions, openAICompatibleClient } from "./openai-compatible/client.ts";
import type { Schedule } from "./stream-clock.ts";
import type { Fetch } from "./transport.ts";
import type { ModelClient, ModelEvent, ModelRequest } from "./types.ts";

/** Test support: recorded-style answers without a server. Only tests import this file. */
export const REQUEST: ModelRequest = {
  model: "m",
  messages: [{ role: "user", content: "hi" }],
  tools: [{ name: "read", description: "", parameters: { type: "object" } }],
  maxOutputTokens: 100,
};

/** Chunks as a server-sent event stream, ended by `[DONE]`. */
export function sse(...chunks: unknown[]): string {
  return [...chunks.map((chunk) => JSON.stringify(chunk)), "[DONE]"]
    .map((data) => `data: ${data}\n\n`)
    .join("");
}

export function delta(fields: Record<string, unknown> | null, finish: string | null = null) {
  return { choices: [{ index: 0, delta: fields, finish_reason: finish }] };
}

export function toolDelta(call: Record<string, unknown>) {
  return delta({ tool_calls: [call] });
}

/** A `fetch` that answers with these pieces of body, one read at a time. */
export function answering(
  pieces: (string | Uint8Array)[],
  init: ResponseInit = { headers: { "content-type": "text/event-stream" } },
): Fetch {
  return async () => {
    const queue = pieces.map((piece) =>
      typeof piece === "string" ? new TextEncoder().encode(piece) : piece,
    );
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const next = queue.shift();
        if (next) controller.enqueue(next);
        else controller.close();
      },
    });
    return new Response(body, init);
  };
}

export function testClient(fetch: Fetch, options: Partial<OpenAICompatibleOptions> = {}): ModelClient {
  return openAICompatibleClient({
    provider: "test",
    label: "Test",
    baseUrl: "http://model.test/v1",
    key: "sk-secret",
    dialect: { maxTokensField: "max_tokens", sendsCacheKey: false },
    newId: countingIds(),
    fetch,
    ...options,
  });
}

export async function eventsOf(
  client: ModelClient,
  signal = new AbortController().signal,
  request: ModelRequest = REQUEST,
): Promise<ModelEvent[]> {
  const events: ModelEvent[] = [];
  for await (const event of client.stream(request, signal)) events.push(event);
  return events;
}

/** Typed events as a server-sent event stream in which each names its type, as OpenAI's and Anthropic's do. */
export function namedSse(...events: { type: string; [field: string]: unknown }[]): string {
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
}

/** `new_1`, `new_2` and so on. */
export function countingIds(): () => string {
  let ids = 0;
  return () => {
    ids += 1;
    return `new_${ids}`;
  };
}

/** A `fetch` that keeps what was sent and answers each request with the same text. */
export function recording(answer: string): {
  fetch: Fetch;
  sent: { url: string; headers: Headers; body: unknown }[];
} {
  const sent: { url: string; headers: Headers; body: unknown }[] = [];
  return {
    sent,
    fetch: async (input, init) => {
      const body: unknown = init?.body ? JSON.parse(String(init.body)) : null;
      sent.push({ url: String(input), headers: new Headers(init?.headers), body });
      return answering([answer])(input, init);
    },
  };
}

const MAX_CUTS = 600;

/**
 * The events of one answer, read whole. Throws when any other way of cutting its bytes gives other events: in two at
 * each byte (of a long answer at each second, third, ...), byte by byte, and with CRLF line ends.
 */
export async function eventsHoweverCut(
  text: string,
  clientOf: (fetch: Fetch) => ModelClient,
): Promise<ModelEvent[]> {
  const read = (pieces: (string | Uint8Array)[]) => eventsOf(clientOf(answering(pieces)));
  const whole = await read([text]);
  const bytes = new TextEncoder().encode(text);
  const step = Math.ceil(bytes.length / MAX_CUTS);
  const places = [...bytes.keys()].filter((at) => at > 0 && at % step === 0);
  const cuts = places.map((at) => [bytes.slice(0, at), bytes.slice(at)]);
  const others = [...cuts, [...bytes].map((byte) => Uint8Array.of(byte)), [text.replaceAll("\n", "\r\n")]];
  for (const [number, pieces] of others.entries()) {
    const events = await read(pieces);
    if (JSON.stringify(events) !== JSON.stringify(whole)) {
      throw new Error(`cut ${number} of ${others.length}: ${JSON.stringify(events)}`);
    }
  }
  return whole;
}

/** Timers that never run by themselves. `fire` runs the one with this delay, as soon as there is one. */
export function manualTimers(): {
  schedule: Schedule;
  fire(delayMs: number): Promise<void>;
  delays(): number[];
} {
  const timers = new Set<{ delayMs: number; run: () => void }>();
  const watchers = new Set<() => void>();
  return {
    schedule: (delayMs, run) => {
      const timer = { delayMs, run };
      timers.add(timer);
      for (const look of watchers) look();
      return () => timers.delete(timer);
    },
    fire: (delayMs) =>
      new Promise((resolve) => {
        const look = () => {
          const timer = [...timers].find((one) => one.delayMs === delayMs);
          if (!timer) return;
          watchers.delete(look);
          timers.delete(timer);
          queueMicrotask(() => {
            timer.run();
            resolve();
          });
        };
        watchers.add(look);
        look();
      }),
    delays: () => [...timers].map((timer) => timer.delayMs),
  };
}
