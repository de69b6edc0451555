import { type OpenAICompatibleOptions, openAICompatibleClient } from "./openai-compatible.ts";
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
  let ids = 0;
  return openAICompatibleClient({
    provider: "test",
    label: "Test",
    baseUrl: "http://model.test/v1",
    key: "sk-secret",
    dialect: { maxTokensField: "max_tokens", sendsCacheKey: false, toolReasoningEffort: () => null },
    newId: () => {
      ids += 1;
      return `new_${ids}`;
    },
    fetch,
    ...options,
  });
}

export async function eventsOf(
  client: ModelClient,
  signal = new AbortController().signal,
): Promise<ModelEvent[]> {
  const events: ModelEvent[] = [];
  for await (const event of client.stream(REQUEST, signal)) events.push(event);
  return events;
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
