import type {
  EasyInputMessage,
  ResponseCreateParamsStreaming,
  ResponseInputItem,
  ResponseInputMessageContentList,
  Tool,
} from "openai/resources/responses/responses";
import { dataUrl, sentImages } from "../images.ts";
import { isRecord } from "../json.ts";
import { type ReplayPart, replay } from "../outline.ts";
import { sendableId, sendableName } from "../tool-calls.ts";
import type { AssistantMessage, Message, ModelRequest, ToolCall, ToolSpec } from "../types.ts";

export interface ResponseOptions {
  provider: string;
  /** The model reasons: its reasoning is asked for, encrypted, because OpenAI is told to store nothing. */
  reasons: boolean;
}

/** The body of a streaming request to the Responses API. */
export function toResponseRequest(
  request: ModelRequest,
  { provider, reasons }: ResponseOptions,
): ResponseCreateParamsStreaming {
  const instructions = request.messages.flatMap((one) => (one.role === "system" ? [one.content] : []));
  const body: ResponseCreateParamsStreaming = {
    model: request.model,
    input: toInput(request, provider),
    stream: true,
    store: false,
    max_output_tokens: request.maxOutputTokens,
  };
  if (instructions.length > 0) body.instructions = instructions.join("\n\n");
  if (reasons) body.include = ["reasoning.encrypted_content"];
  if (request.cacheKey) body.prompt_cache_key = request.cacheKey;
  if (request.tools.length > 0) body.tools = request.tools.map(toTool);
  return body;
}

function toTool({ name, description, parameters, freeform }: ToolSpec): Tool {
  if (!freeform) return { type: "function", name, description, parameters, strict: false };
  const { syntax, definition } = freeform;
  return { type: "custom", name, description, format: { type: "grammar", syntax, definition } };
}

function toInput(request: ModelRequest, provider: string): ResponseInputItem[] {
  const freeform = new Map(
    request.tools.flatMap(({ name, freeform }) => (freeform ? [[name, freeform.argument] as const] : [])),
  );
  // Results of calls that were sent as free text have a type of their own.
  const custom = new Set(
    request.messages.flatMap((message) =>
      message.role === "assistant"
        ? message.toolCalls.filter((call) => freeText(call, freeform) !== null).map(({ id }) => id)
        : [],
    ),
  );
  return request.messages.flatMap((message): ResponseInputItem[] => {
    switch (message.role) {
      case "user":
        return [{ role: "user", content: toContent(message, request) }];
      case "tool": {
        const type = custom.has(message.toolCallId) ? "custom_tool_call_output" : "function_call_output";
        return [{ type, call_id: sendableId(message.toolCallId), output: message.content }];
      }
      case "assistant":
        return toItems(message, provider, request.model, freeform);
      default:
        return []; // System messages are the instructions.
    }
  });
}

function toContent(message: Message, request: ModelRequest): string | ResponseInputMessageContentList {
  const images = sentImages(message, request);
  if (images.length === 0) return message.content;
  return [
    ...images.map((image) => ({
      type: "input_image" as const,
      image_url: dataUrl(image),
      detail: "auto" as const,
    })),
    { type: "input_text", text: message.content },
  ];
}

function toItems(
  message: AssistantMessage,
  provider: string,
  model: string,
  freeform: ReadonlyMap<string, string>,
): ResponseInputItem[] {
  return replay(message, provider, model).parts.map((part) => toItem(part, freeform));
}

function toItem(part: ReplayPart, freeform: ReadonlyMap<string, string>): ResponseInputItem {
  switch (part.kind) {
    case "opaque":
      // A reasoning item as this API sent it; `outline.ts` has checked where it is from.
      return part.value as ResponseInputItem;
    case "text": {
      const { phase } = part.extra;
      const message: EasyInputMessage = { role: "assistant", content: part.text };
      if (phase === "commentary" || phase === "final_answer") message.phase = phase;
      return message;
    }
    case "call": {
      const input = freeText(part.call, freeform);
      const call_id = sendableId(part.call.id);
      const name = sendableName(part.call.name);
      return input === null
        ? { type: "function_call", call_id, name, arguments: part.call.arguments }
        : { type: "custom_tool_call", call_id, name, input };
    }
  }
}

/** The text of a call to a tool that is offered as free text; null for any other call. */
function freeText(call: ToolCall, freeform: ReadonlyMap<string, string>): string | null {
  const argument = freeform.get(call.name);
  if (argument === undefined) return null;
  try {
    const value: unknown = JSON.parse(call.arguments);
    const text = isRecord(value) ? value[argument] : null;
    return typeof text === "string" ? text : null;
  } catch {
    return null;
  }
}
