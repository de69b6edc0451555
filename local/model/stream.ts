import type { Reply } from "./reply.ts";

/** About four characters make a token; good enough for counters that move. */
export function countTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

export function usageOf(prompt: string, reply: Reply): Usage {
  const calls = reply.calls.map((call) => call.name + argumentsOf(call.args)).join("");
  const prompt_tokens = countTokens(prompt);
  const completion_tokens = countTokens(reply.text + (reply.refusal ?? "") + calls);
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}

/** The chunks of a streamed chat completion, in order; `usage` comes last, in a chunk of its own. */
export function* chunksOf(model: string, reply: Reply, usage: Usage | null): Generator<object> {
  yield chunk(model, { role: "assistant", content: "" });
  for (const content of pieces(reply.text, 8)) yield chunk(model, { content });
  for (const refusal of pieces(reply.refusal ?? "", 4)) yield chunk(model, { refusal });
  for (const [index, call] of toolCalls(reply).entries()) {
    const { name, arguments: text } = call.function;
    yield chunk(model, { tool_calls: [{ ...call, index, function: { name, arguments: "" } }] });
    for (const piece of pieces(text, 6)) {
      yield chunk(model, { tool_calls: [{ index, function: { arguments: piece } }] });
    }
  }
  yield chunk(model, {}, finishReason(reply));
  if (usage) yield { ...chunk(model, {}), choices: [], usage };
}

/** The same answer as one body, for `stream: false`. */
export function completionOf(model: string, reply: Reply, usage: Usage): object {
  const calls = toolCalls(reply);
  const message = {
    role: "assistant",
    content: reply.text === "" ? null : reply.text,
    refusal: reply.refusal ?? null,
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  };
  return {
    ...head(model, "chat.completion"),
    choices: [{ index: 0, message, finish_reason: finishReason(reply), logprobs: null }],
    usage,
  };
}

export function chunk(model: string, delta: object, finish: string | null = null): object {
  return {
    ...head(model, "chat.completion.chunk"),
    choices: [{ index: 0, delta, finish_reason: finish, logprobs: null }],
  };
}

/** One server-sent event. */
export function event(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

function head(model: string, object: string) {
  return { id: "chatcmpl-demo", object, created: 0, model };
}

function finishReason(reply: Reply): string {
  return reply.calls.length > 0 ? "tool_calls" : "stop";
}

function toolCalls(reply: Reply) {
  return reply.calls.map((call) => ({
    id: `call_${crypto.randomUUID().slice(0, 8)}`,
    type: "function",
    function: { name: call.name, arguments: argumentsOf(call.args) },
  }));
}

function argumentsOf(args: Record<string, unknown> | string): string {
  return typeof args === "string" ? args : JSON.stringify(args);
}

/** The text in at most `count` pieces of equal length, never inside a surrogate pair. */
function pieces(text: string, count: number): string[] {
  const characters = [...text];
  const size = Math.max(12, Math.ceil(characters.length / count));
  const parts: string[] = [];
  for (let at = 0; at < characters.length; at += size) parts.push(characters.slice(at, at + size).join(""));
  return parts;
}
