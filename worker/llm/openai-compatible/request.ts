import type {
  ChatCompletionContentPart,
  ChatCompletionCreateParamsStreaming,
  ChatCompletionMessageParam,
} from "openai/resources/chat/completions";
import { dataUrl, sentImages } from "../images.ts";
import { isRecord } from "../json.ts";
import { isWholeObject } from "../tool-calls.ts";
import type { AssistantMessage, Message, ModelRequest, OpaqueReasoning, ToolCall } from "../types.ts";
import type { ReasoningBlock } from "./reader.ts";

/** How one server's dialect differs from the others'. */
export interface Dialect {
  /** OpenAI has renamed the field; most compatible servers know only the old name. */
  maxTokensField: "max_tokens" | "max_completion_tokens";
  /** Unknown fields make some compatible servers answer 400. */
  sendsCacheKey: boolean;
}

/** The body of a streaming chat completion request. */
export function toChatRequest(
  request: ModelRequest,
  provider: string,
  dialect: Dialect,
): ChatCompletionCreateParamsStreaming {
  const body: ChatCompletionCreateParamsStreaming = {
    model: request.model,
    messages: request.messages.map((message) => toChatMessage(message, request, provider)),
    stream: true,
    stream_options: { include_usage: true },
    [dialect.maxTokensField]: request.maxOutputTokens,
  };
  if (dialect.sendsCacheKey && request.cacheKey) body.prompt_cache_key = request.cacheKey;
  if (request.tools.length === 0) return body;
  body.tools = request.tools.map(({ name, description, parameters }) => ({
    type: "function",
    function: { name, description, parameters },
  }));
  return body;
}

function toChatMessage(
  message: Message,
  request: ModelRequest,
  provider: string,
): ChatCompletionMessageParam {
  switch (message.role) {
    case "system":
      return { role: "system", content: message.content };
    case "user":
      return { role: "user", content: toContent(message, request) };
    case "tool":
      return { role: "tool", tool_call_id: message.toolCallId, content: message.content };
    case "assistant":
      return toAssistant(message, provider);
  }
}

/** Only a message with images has parts: some servers know no other content than text. */
function toContent(
  message: Message & { role: "user" },
  request: ModelRequest,
): string | ChatCompletionContentPart[] {
  const images = sentImages(message, request);
  if (images.length === 0) return message.content;
  return [
    ...images.map((image) => ({ type: "image_url" as const, image_url: { url: dataUrl(image) } })),
    { type: "text", text: message.content },
  ];
}

function toAssistant(message: AssistantMessage, provider: string): ChatCompletionMessageParam {
  if (message.toolCalls.length === 0) return { role: "assistant", content: message.content };
  // Servers want their reasoning back only within a tool loop; elsewhere some refuse it.
  const blocks = (message.reasoning ?? [])
    .map((one) => ownBlock(one, provider))
    .filter((one) => one !== null);
  const extras = Object.assign({}, ...blocks.map((block) => block.tools)) as Record<string, unknown>; // Object.assign types a spread as any
  return {
    role: "assistant",
    content: message.content === "" ? null : message.content,
    ...Object.assign({}, ...blocks.map((block) => block.fields)),
    tool_calls: message.toolCalls.map((call) => ({
      ...toChatCall(call),
      ...(extras[call.id] === undefined ? {} : { extra_content: extras[call.id] }),
    })),
  };
}

function toChatCall(call: ToolCall) {
  // Some servers parse the history's arguments and answer 400 to what does not parse.
  const text = isWholeObject(call.arguments)
    ? call.arguments
    : JSON.stringify({ invalid_json: call.arguments.slice(0, 2000) });
  return { id: call.id, type: "function" as const, function: { name: call.name, arguments: text } };
}

/** A block that this provider's reader made; blocks of other providers are left out. */
function ownBlock(reasoning: OpaqueReasoning, provider: string): ReasoningBlock | null {
  const { block } = reasoning;
  if (reasoning.provider !== provider || !isRecord(block)) return null;
  const { fields, tools } = block;
  return isRecord(fields) && isRecord(tools) ? { fields, tools } : null;
}
