import { Answer } from "../answer.ts";
import type { StreamReader } from "../call.ts";
import { type ErrorContext, failure } from "../errors.ts";
import { isRecord } from "../json.ts";
import { isWholeObject } from "../tool-calls.ts";
import type { FinishReason, ModelEvent, TokenUsage } from "../types.ts";
import { Chunk, type Part, type Usage } from "./wire.ts";

const FINISH: Record<string, FinishReason> = {
  STOP: "stop",
  MAX_TOKENS: "length",
  CONTINUATION: "length",
  SAFETY: "content_filter",
  RECITATION: "content_filter",
  LANGUAGE: "content_filter",
  BLOCKLIST: "content_filter",
  PROHIBITED_CONTENT: "content_filter",
  SPII: "content_filter",
  IMAGE_SAFETY: "content_filter",
  IMAGE_PROHIBITED_CONTENT: "content_filter",
  IMAGE_RECITATION: "content_filter",
};

/** Reads the chunks of one streamed answer of Gemini. Function calls come whole, never in pieces. */
export class GeminiReader implements StreamReader<unknown> {
  readonly #provider: string;
  readonly #model: string;
  readonly #context: ErrorContext;
  readonly #newId: () => string;
  readonly #answer = new Answer();
  readonly #ids = new Set<string>();
  #usage: TokenUsage | null = null;
  #finish: FinishReason | null = null;
  /** A text part with a signature must stay apart from its neighbours. */
  #joinable = false;
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
    const parsed = Chunk.safeParse(json);
    if (!parsed.success || !isRecord(json)) {
      throw failure("garbage", `${this.#context.label} sent something that is not an answer of a model.`);
    }
    const { candidates, promptFeedback, usageMetadata } = parsed.data;
    if (usageMetadata) this.#usage = toUsage(usageMetadata);
    const candidate = candidates?.[0];
    this.#understood ||= candidate !== undefined;
    const parts = this.finished ? [] : (candidate?.content?.parts ?? []);
    const events = parts.flatMap((part) => this.#part(part));
    if (candidate?.finishReason) this.#ended(candidate.finishReason, candidate.finishMessage ?? null);
    if (!promptFeedback?.blockReason) return events;
    this.#finish = "content_filter";
    const why = promptFeedback.blockReasonMessage || `The prompt was blocked: ${promptFeedback.blockReason}.`;
    return [...events, ...this.#answer.text(why)];
  }

  end(): ModelEvent[] {
    if (this.#finish === null) throw this.#unfinished();
    return this.#answer.end(this.#provider, this.#model, this.#finish, this.#usage);
  }

  #part(part: Part): ModelEvent[] {
    const signature: Record<string, string> = part.thoughtSignature
      ? { thoughtSignature: part.thoughtSignature }
      : {};
    if (part.functionCall) return this.#call(part.functionCall, signature);
    if (part.thought) {
      if (part.thoughtSignature) this.#answer.opaque(part);
      this.#joinable = false;
      return part.text ? [{ type: "reasoning", text: part.text }] : [];
    }
    if (part.text == null) return [];
    const signed = part.thoughtSignature != null;
    if (signed || !this.#joinable) this.#answer.openText(signature);
    this.#joinable = !signed;
    return this.#answer.text(part.text);
  }

  #call(call: NonNullable<Part["functionCall"]>, signature: Record<string, string>): ModelEvent[] {
    this.#joinable = false;
    const args = this.#argumentsOf(call);
    const given = call.id && !this.#ids.has(call.id) ? call.id : null;
    const id = given ?? this.#newId();
    this.#ids.add(id);
    // Only an id that Gemini gave is sent back: older models give none.
    const extra = { ...signature, ...(given ? { hasId: true } : {}) };
    const { index, events } = this.#answer.startCall({ id, name: call.name ?? "", extra });
    return [...events, ...this.#answer.closeCall(index, args)];
  }

  /** Of a call whose arguments come in pieces nothing may be taken: it would be made with what is missing left out. */
  #argumentsOf({ name, args, partialArgs, willContinue }: NonNullable<Part["functionCall"]>): string {
    const whole = args ?? {};
    if (name && !partialArgs && !willContinue) {
      if (isRecord(whole)) return JSON.stringify(whole);
      if (typeof whole === "string" && isWholeObject(whole)) return whole;
    }
    throw failure("garbage", `${this.#context.label} sent a part of a tool call only. Retry the step.`);
  }

  #ended(reason: string, message: string | null): void {
    const finish = FINISH[reason];
    if (finish) this.#finish ??= finish;
    else if (reason !== "FINISH_REASON_UNSPECIFIED") {
      const detail = message ? `: ${message.slice(0, 300)}` : "";
      throw failure(
        "garbage",
        `${this.#context.label} gave up on its answer (${reason}${detail}). Retry the step.`,
      );
    }
  }

  #unfinished() {
    const { label } = this.#context;
    return this.#understood
      ? failure("network", `The answer from ${label} broke off before its end. Retry the step.`)
      : failure("garbage", `${label} sent no answer that can be read. Retry the step.`);
  }
}

function toUsage(usage: Usage): TokenUsage {
  return {
    inputTokens: (usage.promptTokenCount ?? 0) + (usage.toolUsePromptTokenCount ?? 0),
    outputTokens: (usage.candidatesTokenCount ?? 0) + (usage.thoughtsTokenCount ?? 0),
    cachedInputTokens: usage.cachedContentTokenCount ?? 0,
  };
}
