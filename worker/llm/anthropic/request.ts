import type {
  BetaContentBlockParam,
  MessageCreateParamsStreaming,
} from "@anthropic-ai/sdk/resources/beta/messages/messages";
import { sentImages } from "../images.ts";
import { replay } from "../outline.ts";
import { argumentsOf, sendableId, sendableName } from "../tool-calls.ts";
import type { Message, ModelRequest } from "../types.ts";

/** Lets an edited conversation go on without the thinking that was bound to its old text. */
const BINDING_BETA = "thinking-binding-controls-2026-08-01";
const CACHE = { type: "ephemeral" as const };
/** Turns at whose end the prompt may be cached; the API allows four marks: one is the system prompt's, one the opening's. */
const CACHED_TURNS = 2;

export interface MessageOptions {
  provider: string;
  /** The model takes adaptive thinking; others keep their default. */
  adaptiveThinking: boolean;
}

/** The body of a streaming request to the Messages API. */
export function toMessageRequest(
  request: ModelRequest,
  { provider, adaptiveThinking }: MessageOptions,
): MessageCreateParamsStreaming {
  const system = request.messages.flatMap((one) =>
    one.role === "system" && one.content ? [one.content] : [],
  );
  const messages = toAlternatingRoles(request, provider);
  markCache(messages);
  const body: MessageCreateParamsStreaming = {
    model: request.model,
    max_tokens: request.maxOutputTokens,
    messages,
    stream: true,
  };
  if (system.length > 0) body.system = [{ type: "text", text: system.join("\n\n"), cache_control: CACHE }];
  if (request.tools.length > 0) {
    body.tools = request.tools.map(({ name, description, parameters }) => ({
      name,
      description,
      input_schema: { ...parameters, type: "object" },
    }));
  }
  if (adaptiveThinking) {
    body.thinking = {
      type: "adaptive",
      // What the model says between its calls comes as thinking; by default it would come empty.
      display: "summarized",
      block_binding: { prefix_mismatch_behavior: "drop_block" },
    };
    body.betas = [BINDING_BETA];
  }
  return body;
}

interface RoleBlocks {
  role: "user" | "assistant";
  content: BetaContentBlockParam[];
}

/** Turns alternate: neighbours of one role are joined, with the results of calls first, as the API wants them. */
function toAlternatingRoles(request: ModelRequest, provider: string): RoleBlocks[] {
  const turns: RoleBlocks[] = [];
  for (const message of request.messages) {
    if (message.role === "system") continue;
    const role = message.role === "assistant" ? "assistant" : "user";
    const blocks = toBlocks(message, provider, request);
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...blocks);
    else if (blocks.length > 0) turns.push({ role, content: blocks });
  }
  for (const turn of turns) {
    if (turn.role === "user") turn.content.sort((a, b) => Number(isText(a)) - Number(isText(b)));
  }
  return turns;
}

function isText(block: BetaContentBlockParam): boolean {
  return block.type === "text";
}

function toBlocks(message: Message, provider: string, request: ModelRequest): BetaContentBlockParam[] {
  switch (message.role) {
    case "system":
      return [];
    case "user":
      return [
        ...sentImages(message, request).map(({ mediaType, base64 }) => ({
          type: "image" as const,
          source: { type: "base64" as const, media_type: mediaType, data: base64 },
        })),
        ...toTexts(message),
      ];
    case "tool":
      return [{ type: "tool_result", tool_use_id: sendableId(message.toolCallId), content: message.content }];
    case "assistant":
      return replay(message, provider, request.model).parts.map((part): BetaContentBlockParam => {
        // A thinking block as this API sent it; `outline.ts` has checked where it is from.
        if (part.kind === "opaque") return part.value as BetaContentBlockParam;
        if (part.kind === "text") return { type: "text", text: part.text };
        return {
          type: "tool_use",
          id: sendableId(part.call.id),
          name: sendableName(part.call.name),
          input: argumentsOf(part.call),
        };
      });
  }
}

/** What other conversations of the task begin with is a block of its own: only whole blocks are cached. */
function toTexts({ content, sharedChars = 0 }: Message & { role: "user" }): BetaContentBlockParam[] {
  const [shared, own] = [content.slice(0, sharedChars), content.slice(sharedChars)];
  return [
    ...(shared === "" ? [] : [{ type: "text" as const, text: shared, cache_control: CACHE }]),
    ...(own === "" ? [] : [{ type: "text" as const, text: own }]),
  ];
}

/** Marks the end of the last turns of the user: the next request begins with the same text. */
function markCache(turns: RoleBlocks[]): void {
  for (const turn of turns.filter(({ role }) => role === "user").slice(-CACHED_TURNS)) {
    const last = turn.content.at(-1);
    if (last?.type === "text" || last?.type === "tool_result") last.cache_control = CACHE;
  }
}
