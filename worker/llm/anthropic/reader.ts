import { Answer } from "../answer.ts";
import type { StreamReader } from "../call.ts";
import { type ErrorContext, failure, providerFailure, readErrorBody, unknownFinish } from "../errors.ts";
import { isRecord } from "../json.ts";
import type { FinishReason, ModelEvent, TokenUsage } from "../types.ts";
import { type Block, type Delta, Event, type Usage } from "./wire.ts";

/**
 * `pause_turn` hands the turn back unfinished; only tools that run at Anthropic cause it, and Verne offers none. The
 * caller may simply go on.
 */
const FINISH: Record<string, FinishReason> = {
  end_turn: "stop",
  stop_sequence: "stop",
  tool_use: "stop",
  pause_turn: "stop",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  refusal: "refusal",
};

/** A content block that is still being sent. */
type OpenBlock =
  | { kind: "text" }
  | { kind: "call"; index: number; given: string }
  /** Sent back whole, so its deltas are put into it. */
  | { kind: "thinking"; block: Block };

/** Reads the events of one streamed message. */
export class MessageReader implements StreamReader<unknown> {
  readonly #provider: string;
  readonly #model: string;
  readonly #context: ErrorContext;
  readonly #newId: () => string;
  readonly #answer = new Answer();
  readonly #open = new Map<number, OpenBlock>();
  #usage: TokenUsage | null = null;
  #finish: FinishReason | null = null;
  #understood = false;

  constructor(provider: string, model: string, context: ErrorContext, newId: () => string) {
    this.#provider = provider;
    this.#model = model;
    this.#context = context;
    this.#newId = newId;
  }

  get finished(): boolean {
    return this.#finish !== null;
  }

  read(json: unknown): ModelEvent[] {
    const parsed = Event.safeParse(json);
    if (!parsed.success || !isRecord(json)) {
      throw failure("garbage", `${this.#context.label} sent something that is not an event of a message.`);
    }
    const event = parsed.data;
    const at = event.index ?? 0;
    switch (event.type) {
      case "message_start":
        this.#understood = true;
        this.#count(event.message?.usage ?? null);
        return [];
      case "content_block_start":
        return event.content_block ? this.#start(at, event.content_block) : [];
      case "content_block_delta":
        return event.delta ? this.#delta(at, event.delta) : [];
      case "content_block_stop":
        return this.#stop(at);
      case "message_delta":
        this.#count(event.usage ?? null);
        return this.#ended(event.delta ?? null);
      case "error":
        throw providerFailure(
          { ...readErrorBody(json.error ?? json), status: null, headers: null },
          this.#context,
        );
      default:
        return [];
    }
  }

  end(): ModelEvent[] {
    if (this.#finish === null) throw this.#unfinished();
    return this.#answer.end(this.#provider, this.#model, this.#finish, this.#usage);
  }

  #start(at: number, block: Block): ModelEvent[] {
    if (block.type === "text") {
      this.#open.set(at, { kind: "text" });
      this.#answer.openText();
      return this.#answer.text(block.text ?? "");
    }
    if (block.type === "tool_use") {
      const { index, events } = this.#answer.startCall({
        id: block.id || this.#newId(),
        name: block.name ?? "",
      });
      const given =
        isRecord(block.input) && Object.keys(block.input).length > 0 ? JSON.stringify(block.input) : "";
      this.#open.set(at, { kind: "call", index, given });
      return events;
    }
    if (block.type === "thinking" || block.type === "redacted_thinking") {
      this.#open.set(at, { kind: "thinking", block });
      return block.thinking ? [{ type: "reasoning", text: block.thinking }] : [];
    }
    return [];
  }

  #delta(at: number, delta: Delta): ModelEvent[] {
    const open = this.#open.get(at);
    if (open?.kind === "text") return this.#answer.text(delta.text ?? "");
    if (open?.kind === "call") return this.#answer.callText(open.index, delta.partial_json ?? "");
    if (open?.kind !== "thinking") return [];
    if (delta.signature) open.block.signature = (open.block.signature ?? "") + delta.signature;
    if (!delta.thinking) return [];
    open.block.thinking = (open.block.thinking ?? "") + delta.thinking;
    return [{ type: "reasoning", text: delta.thinking }];
  }

  #stop(at: number): ModelEvent[] {
    const open = this.#open.get(at);
    this.#open.delete(at);
    if (open?.kind === "call") return this.#answer.closeCall(open.index, open.given || undefined);
    if (open?.kind !== "thinking") return [];
    const { block } = open;
    // A thinking block that was cut before its signature would be refused.
    if (block.type === "redacted_thinking" || block.signature) this.#answer.opaque(sendable(block));
    return [];
  }

  #ended(delta: Delta | null): ModelEvent[] {
    if (!delta?.stop_reason) return [];
    const finish = FINISH[delta.stop_reason];
    if (!finish) throw unknownFinish(this.#context.label, delta.stop_reason);
    this.#finish = finish;
    const why = this.#finish === "refusal" ? delta.stop_details?.explanation : null;
    return why ? this.#answer.text(why) : [];
  }

  /** Counts are cumulative, and the later event may lack those of the input. */
  #count(usage: Usage | null): void {
    if (!usage) return;
    const before = this.#usage;
    const read = usage.cache_read_input_tokens ?? before?.cachedInputTokens ?? 0;
    const written = usage.cache_creation_input_tokens ?? before?.cacheWriteTokens ?? 0;
    const plain = before ? before.inputTokens - before.cachedInputTokens - (before.cacheWriteTokens ?? 0) : 0;
    this.#usage = {
      inputTokens: (usage.input_tokens ?? plain) + read + written,
      outputTokens: usage.output_tokens ?? before?.outputTokens ?? 0,
      cachedInputTokens: read,
      cacheWriteTokens: written,
    };
  }

  #unfinished() {
    const { label } = this.#context;
    return this.#understood
      ? failure("network", `The answer from ${label} broke off before its end. Retry the step.`)
      : failure("garbage", `${label} sent no answer that can be read. Retry the step.`);
  }
}

/** The block as the API sent it; the schema adds fields that were absent as undefined. */
function sendable(block: Block): Record<string, unknown> {
  return Object.fromEntries(Object.entries(block).filter(([, value]) => value !== undefined));
}
