import { describe, expect, it } from "vitest";
import { failure } from "../../worker/llm/errors.ts";
import type { ModelClient, ModelEvent, ModelRequest } from "../../worker/llm/types.ts";
import { CHECKS, type Subject } from "./checks.ts";

const USAGE: ModelEvent = { type: "usage", usage: { inputTokens: 5, outputTokens: 2, cachedInputTokens: 0 } };
const text = (said: string): ModelEvent[] => [
  { type: "text", text: said },
  USAGE,
  { type: "finish", reason: "stop" },
];
const call = (name: string, args: string): ModelEvent[] => [
  { type: "tool_start", index: 0, id: "a", name },
  { type: "tool_end", index: 0, call: { id: "a", name, arguments: args } },
  { type: "finish", reason: "tool" },
];

/** A service that does what it is asked to. */
function answer({ messages, tools, maxOutputTokens }: ModelRequest): ModelEvent[] {
  const last = messages.at(-1);
  if (last?.role === "tool") return text(`The sum is ${last.content}.`);
  if (tools[0]?.name === "add") return call("add", '{"a":17.5,"b":4.25}');
  if (tools[0]?.name === "print") return call("print", '{"text":"hello world"}');
  if (maxOutputTokens < 100)
    return [
      { type: "text", text: "one" },
      { type: "finish", reason: "length" },
    ];
  return text("pong");
}

function clientOf(events: (request: ModelRequest) => ModelEvent[], hearsAbort = true): ModelClient {
  return {
    provider: "test",
    freeformTools: true,
    listModels: () => Promise.reject(failure("invalid_key", "Wrong.")),
    async *stream(request, signal) {
      for (const event of events(request)) {
        yield event;
        if (!signal.aborted || !hearsAbort) continue;
        yield { type: "error", class: "cancelled", message: "", retryable: false, retryAfterMs: null };
        return;
      }
    },
  };
}

const outcomes = (subject: Subject) =>
  Promise.all(
    CHECKS.map((check) =>
      check
        .run(subject, () => {})
        .then(
          () => "ok",
          (error: Error) => error.message,
        ),
    ),
  );

describe("the checks of models:record", () => {
  it("pass for a service that does what it must", async () => {
    const client = clientOf(answer);
    expect(await outcomes({ client, model: "m", wrongKey: client })).toEqual(CHECKS.map(() => "ok"));
  });

  it("each fail for a service that only ever says the same", async () => {
    const client = { ...clientOf(() => [...text("hm"), USAGE], false), listModels: async () => [] };
    const found = await outcomes({ client: { ...client }, model: "m", wrongKey: client });
    expect(found.filter((outcome) => outcome === "ok")).toEqual([]);
    expect(found.at(-1)).toBe("the model was accepted");
  });
});
