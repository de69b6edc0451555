import { type ErrorContext, failure, providerFailure, readErrorBody } from "../errors.ts";
import { isRecord } from "../json.ts";
import { ToolCallAssembler } from "../tool-calls.ts";
import type { FinishReason, ModelEvent, OpaqueReasoning, TokenUsage } from "../types.ts";
import { Chunk, type Delta, type WireUsage } from "./wire.ts";

const FINISH: Record<string, FinishReason> = {
  length: "length",
  max_tokens: "length",
  model_length: "length",
  content_filter: "content_filter",
  refusal: "refusal",
};

/** What a provider wants back, verbatim, with the assistant message it came with. */
export interface ReasoningBlock {
  fields: { reasoning_content?: string; reasoning?: string; reasoning_details?: unknown[] };
  /** `extra_content` of tool calls, by call id. */
  tools: Record<string, unknown>;
}

/**
 * Reads the chunks of one streamed chat completion and says which events they make. Events that end something
 * (tool calls, usage, finish) come from `end()`, because usage may follow the chunk with the finish reason.
 */
export class ChunkReader {
  readonly #provider: string;
  readonly #context: ErrorContext;
  readonly #tools: ToolCallAssembler;
  readonly #reasoning: ReasoningBlock["fields"] = {};
  #usage: TokenUsage | null = null;
  #finish: string | null = null;
  #refused = false;
  #understood = 0;

  constructor(provider: string, context: ErrorContext, newId: () => string) {
    this.#provider = provider;
    this.#context = context;
    this.#tools = new ToolCallAssembler(newId);
  }

  /** True once the provider has sent its finish reason; only usage can still come. */
  get finished(): boolean {
    return this.#finish !== null;
  }

  /** Takes one parsed chunk. Throws `ModelFailure` for a chunk that is an error or no chunk at all. */
  read(json: unknown): ModelEvent[] {
    const parsed = Chunk.safeParse(json);
    if (!parsed.success || !isRecord(json)) {
      throw failure("garbage", `${this.#context.label} sent something that is not a chat completion.`);
    }
    const chunk = parsed.data;
    if (chunk.object === "error") throw this.#failure(json);
    const usage = chunk.usage ?? chunk.x_groq?.usage;
    if (usage) this.#usage = toUsage(usage);
    const choice = chunk.choices?.find((candidate) => (candidate.index ?? 0) === 0);
    if (usage || choice) this.#understood += 1;
    if (!choice || this.finished) return [];
    const delta = choice.delta ?? choice.message;
    const events = delta ? this.#readDelta(delta) : [];
    if (choice.finish_reason === "error") throw this.#failure(json);
    if (choice.finish_reason) this.#finish = choice.finish_reason;
    return events;
  }

  /** The stream is over. Throws `ModelFailure` when the provider never said that it had finished. */
  end(): ModelEvent[] {
    if (this.#finish === null) throw this.#unfinished();
    const base: FinishReason = this.#refused ? "refusal" : (FINISH[this.#finish] ?? "stop");
    const events = base === "content_filter" || base === "refusal" ? [] : this.#tools.end(base !== "length");
    const called = events.some((event) => event.type === "tool_end");
    const block = this.#block();
    if (block) events.unshift({ type: "reasoning", text: "", block });
    if (this.#usage) events.push({ type: "usage", usage: this.#usage });
    events.push({ type: "finish", reason: base === "stop" && called ? "tool" : base });
    return events;
  }

  #readDelta(delta: Delta): ModelEvent[] {
    const events: ModelEvent[] = [];
    const reasoning = delta.reasoning_content ?? delta.reasoning ?? "";
    if (reasoning !== "") {
      const field = delta.reasoning_content != null ? "reasoning_content" : "reasoning";
      this.#reasoning[field] = (this.#reasoning[field] ?? "") + reasoning;
      events.push({ type: "reasoning", text: reasoning });
    }
    if (delta.reasoning_details) {
      this.#reasoning.reasoning_details = [
        ...(this.#reasoning.reasoning_details ?? []),
        ...delta.reasoning_details,
      ];
    }
    const { text, refused } = readContent(delta);
    this.#refused ||= refused;
    if (text !== "") events.push({ type: "text", text });
    for (const call of delta.tool_calls ?? []) events.push(...this.#tools.add(call));
    return events;
  }

  #block(): OpaqueReasoning | null {
    const block: ReasoningBlock = { fields: this.#reasoning, tools: this.#tools.extras() };
    const empty = Object.keys(block.fields).length === 0 && Object.keys(block.tools).length === 0;
    return empty ? null : { provider: this.#provider, block };
  }

  #unfinished() {
    const { label } = this.#context;
    return this.#understood > 0
      ? failure("network", `The answer from ${label} broke off before its end. Retry the step.`)
      : failure(
          "garbage",
          `${label} sent no answer that can be read. Check the base URL and the model's name.`,
        );
  }

  #failure(json: Record<string, unknown>) {
    return providerFailure({ status: null, headers: null, ...readErrorBody(json) }, this.#context);
  }
}

function readContent(delta: Delta): { text: string; refused: boolean } {
  const parts = Array.isArray(delta.content) ? delta.content : [{ text: delta.content, refusal: null }];
  const refusal = (delta.refusal ?? "") + parts.map((part) => part.refusal ?? "").join("");
  return { text: parts.map((part) => part.text ?? "").join("") + refusal, refused: refusal !== "" };
}

function toUsage(usage: WireUsage): TokenUsage {
  const details = usage.prompt_tokens_details;
  return {
    inputTokens: usage.prompt_tokens ?? 0,
    outputTokens: usage.completion_tokens ?? 0,
    cachedInputTokens: details?.cached_tokens ?? usage.prompt_cache_hit_tokens ?? 0,
    ...(details?.cache_write_tokens == null ? {} : { cacheWriteTokens: details.cache_write_tokens }),
  };
}
