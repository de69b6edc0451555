import { type ErrorContext, failure, providerFailure, readErrorBody } from "../errors.ts";
import { isRecord } from "../json.ts";
import { ToolCallAssembler } from "../tool-calls.ts";
import type { FinishReason, ModelEvent, OpaqueReasoning, TokenUsage } from "../types.ts";
import { finishOf } from "./finish.ts";
import { Chunk, type ContentPart, type Delta, type WireUsage } from "./wire.ts";

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
  #finish: FinishReason | null = null;
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
    // Google's endpoint puts an error into an array.
    if (Array.isArray(json) && json.some((item) => isRecord(item) && item.error)) throw this.#failure(json);
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
    if (choice.finish_reason === "error") throw this.#failure({ ...json, ...choice });
    if (choice.finish_reason) this.#finish = finishOf(choice.finish_reason, this.#context.label);
    return events;
  }

  /** The stream is over. Throws `ModelFailure` when the provider never said that it had finished. */
  end(): ModelEvent[] {
    if (this.#finish === null) throw this.#unfinished();
    const base: FinishReason = this.#refused ? "refusal" : this.#finish;
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
    const { text, refused, thought } = readContent(delta);
    // Not kept for the next request: there Mistral refuses the fields that others want back.
    if (thought !== "") events.push({ type: "reasoning", text: thought });
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

  #failure(json: unknown) {
    return providerFailure({ ...readErrorBody(json), status: null, headers: null }, this.#context);
  }
}

function readContent(delta: Delta): { text: string; refused: boolean; thought: string } {
  const parts = Array.isArray(delta.content) ? delta.content : [];
  const said = typeof delta.content === "string" ? delta.content : "";
  const refusal = (delta.refusal ?? "") + parts.map((part) => part.refusal ?? "").join("");
  const spoken = parts.filter((part) => !isThought(part)).map((part) => part.text ?? "");
  const thought = parts.filter(isThought).map(thoughtOf).join("");
  return { text: said + spoken.join("") + refusal, refused: refusal !== "", thought };
}

const isThought = ({ type }: ContentPart): boolean => type === "thinking" || type === "reasoning";

function thoughtOf({ thinking, text }: ContentPart): string {
  if (typeof thinking === "string") return thinking;
  return (thinking ?? []).map((part) => part.text ?? "").join("") + (text ?? "");
}

function toUsage(usage: WireUsage): TokenUsage {
  const { prompt_tokens, completion_tokens, total_tokens, prompt_tokens_details: details } = usage;
  // xAI and Gemini's endpoint count reasoning in the total alone.
  const beyondPrompt = (total_tokens ?? 0) - (prompt_tokens ?? 0);
  return {
    inputTokens: prompt_tokens ?? 0,
    outputTokens: Math.max(completion_tokens ?? 0, prompt_tokens == null ? 0 : beyondPrompt),
    cachedInputTokens: details?.cached_tokens ?? usage.prompt_cache_hit_tokens ?? 0,
    ...(details?.cache_write_tokens == null ? {} : { cacheWriteTokens: details.cache_write_tokens }),
  };
}
