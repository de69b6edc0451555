/**
 * The one streaming interface to a language model. Every adapter turns its wire format into these events.
 *
 * Rules an adapter keeps: `finish` comes only from the provider's own terminal event; a stream that ends without it
 * is an `error`; a tool call counts only after `tool_end`, whose `arguments` is the complete JSON text as sent;
 * nothing follows `finish` or `error`; aborting the signal closes the socket.
 */
import type { ImageType } from "../protocol/index.ts";

export interface ToolCall {
  id: string;
  name: string;
  /** JSON text exactly as the model wrote it; may be invalid. */
  arguments: string;
}

export interface AssistantMessage {
  role: "assistant";
  content: string;
  toolCalls: ToolCall[];
  reasoning?: OpaqueReasoning[];
}

/** An image by its id. The bytes go with the request, so that a conversation can be stored without them. */
export interface ImageRef {
  id: string;
  mediaType: ImageType;
}

/** What a message shows of a file: its hash then, null once it is gone, and the lines. */
export interface FileSeen {
  path: string;
  hash: string | null;
  from?: number;
  to?: number;
}

/**
 * `failed` (a call that had no effect) and `seen` are Verne's own notes: they are stored with the conversation and never
 * sent.
 */
export type Message =
  | { role: "system"; content: string }
  /** `sharedChars`: so much of the beginning is the same in other conversations of the task, for a prompt cache. */
  | {
      role: "user";
      content: string;
      images?: readonly ImageRef[];
      sharedChars?: number;
      seen?: readonly FileSeen[];
    }
  | AssistantMessage
  | { role: "tool"; toolCallId: string; content: string; failed?: true; seen?: readonly FileSeen[] };

/** A reasoning block kept verbatim for the provider that made it. */
export interface OpaqueReasoning {
  provider: string;
  block: unknown;
}

export interface ToolSpec {
  name: string;
  description: string;
  /** JSON Schema of the arguments object. */
  parameters: Record<string, unknown>;
  /**
   * An adapter that can may offer the tool as free text instead: one text that follows the grammar. In events and
   * messages the call's `arguments` stay JSON all the same: `{[argument]: text}`, the object that `parameters` describes.
   */
  freeform?: { argument: string; syntax: "lark"; definition: string };
}

export interface ModelRequest {
  model: string;
  messages: Message[];
  /** Base64 of the images that messages name, by id. One that is not here is left out. */
  images?: ReadonlyMap<string, string>;
  tools: ToolSpec[];
  maxOutputTokens: number;
  /** Stable per task: lets the provider reuse its prompt cache. */
  cacheKey?: string;
}

export interface TokenUsage {
  /** All of the prompt, with what was read from the provider's cache and what was written to it. */
  inputTokens: number;
  /** With the tokens of reasoning. */
  outputTokens: number;
  /** Of `inputTokens`: read from the cache. */
  cachedInputTokens: number;
  /** Of `inputTokens`: written to the cache at a price of its own. Absent where the provider tells none. */
  cacheWriteTokens?: number;
}

export type FinishReason = "stop" | "tool" | "length" | "refusal" | "content_filter";

export type ModelErrorClass =
  | "invalid_key"
  | "no_quota"
  | "rate_limited"
  | "overloaded"
  | "context_too_long"
  | "refused"
  | "bad_request"
  | "network"
  | "timeout"
  | "garbage"
  | "cancelled";

export type ModelEvent =
  | { type: "text"; text: string }
  | { type: "reasoning"; text: string; block?: OpaqueReasoning }
  | { type: "tool_start"; index: number; id: string; name: string }
  | { type: "tool_delta"; index: number; text: string }
  | { type: "tool_end"; index: number; call: ToolCall }
  | { type: "usage"; usage: TokenUsage }
  | { type: "finish"; reason: FinishReason }
  | {
      type: "error";
      class: ModelErrorClass;
      /** For a person: what happened and what to do about it. No key, no URL with a secret. */
      message: string;
      retryable: boolean;
      retryAfterMs: number | null;
    };

export interface ModelClient {
  readonly provider: string;
  /** True if a tool's `freeform` is what the model gets to see. Absent: false. */
  readonly freeformTools?: boolean;
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
  /** Model ids that the endpoint offers. Throws `ModelFailure`. */
  listModels(signal: AbortSignal): Promise<string[]>;
}

export class ModelFailure extends Error {
  override readonly name = "ModelFailure";
  readonly class: ModelErrorClass;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;

  constructor(event: Omit<Extract<ModelEvent, { type: "error" }>, "type">, cause?: unknown) {
    super(event.message, { cause });
    this.class = event.class;
    this.retryable = event.retryable;
    this.retryAfterMs = event.retryAfterMs;
  }
}
