import { Answer } from "../answer.ts";
import type { StreamReader } from "../call.ts";
import { type ErrorContext, failure, providerFailure, readErrorBody, unknownFinish } from "../errors.ts";
import { isRecord } from "../json.ts";
import type { FinishReason, ModelEvent, ModelRequest, TokenUsage } from "../types.ts";
import { Event, type Item, type Response, type Usage } from "./wire.ts";

/** Reads the events of one streamed response of OpenAI's Responses API. */
export class ResponseReader implements StreamReader<unknown> {
  readonly #provider: string;
  readonly #request: ModelRequest;
  readonly #context: ErrorContext;
  readonly #newId: () => string;
  readonly #answer = new Answer();
  /** Index of the call that an output item is, by the item's index. */
  readonly #calls = new Map<number, number>();
  readonly #done = new Set<number>();
  #usage: TokenUsage | null = null;
  #finish: FinishReason | null = null;
  #refused = false;
  #understood = false;

  constructor(provider: string, request: ModelRequest, context: ErrorContext, newId: () => string) {
    this.#provider = provider;
    this.#request = request;
    this.#context = context;
    this.#newId = newId;
  }

  get finished(): boolean {
    return this.#finish !== null;
  }

  read(json: unknown): ModelEvent[] {
    const parsed = Event.safeParse(json);
    if (!parsed.success || !isRecord(json)) {
      throw failure("garbage", `${this.#context.label} sent something that is not an event of a response.`);
    }
    const event = parsed.data;
    this.#understood ||= event.type.startsWith("response.");
    const at = event.output_index ?? 0;
    switch (event.type) {
      case "response.output_item.added":
        return event.item ? this.#added(at, event.item) : [];
      case "response.output_text.delta":
        return this.#answer.text(event.delta ?? "");
      case "response.refusal.delta":
        this.#refused = true;
        return this.#answer.text(event.delta ?? "");
      case "response.reasoning_summary_text.delta":
      case "response.reasoning_text.delta":
        return event.delta ? [{ type: "reasoning", text: event.delta }] : [];
      case "response.function_call_arguments.delta":
      case "response.custom_tool_call_input.delta":
        return this.#answer.callText(this.#calls.get(at) ?? -1, event.delta ?? "");
      case "response.output_item.done":
        return event.item ? this.#itemDone(at, event.item) : [];
      case "response.completed":
      case "response.incomplete":
        return this.#ended(event.response ?? null);
      case "response.cancelled":
        throw failure("network", `${this.#context.label} cancelled its answer. Retry the step.`);
      case "response.failed":
        throw this.#failure(event.response?.error);
      case "error":
        throw this.#failure(json.error ?? json);
      default:
        return [];
    }
  }

  end(): ModelEvent[] {
    if (this.#finish === null) throw this.#unfinished();
    const finish = this.#refused && this.#finish === "stop" ? "refusal" : this.#finish;
    return this.#answer.end(this.#provider, this.#request.model, finish, this.#usage);
  }

  #added(at: number, item: Item): ModelEvent[] {
    if (item.type === "message") this.#answer.openText(item.phase ? { phase: item.phase } : {});
    if (item.type !== "function_call" && item.type !== "custom_tool_call") return [];
    const name = item.name ?? "";
    const argument = this.#request.tools.find((tool) => tool.name === name)?.freeform?.argument ?? "input";
    const { index, events } = this.#answer.startCall({
      id: item.call_id || this.#newId(),
      name,
      ...(item.type === "custom_tool_call"
        ? { toArguments: (text: string) => JSON.stringify({ [argument]: text }) }
        : {}),
    });
    this.#calls.set(at, index);
    return events;
  }

  #itemDone(at: number, item: Item): ModelEvent[] {
    if (this.#done.has(at)) return [];
    this.#done.add(at);
    // Without its encrypted content a reasoning item cannot be taken up: OpenAI keeps none for us.
    if (item.type === "reasoning" && item.encrypted_content) this.#answer.opaque(item);
    const call = this.#calls.get(at);
    if (call === undefined || item.status === "incomplete") return [];
    return this.#answer.closeCall(call, item.input ?? item.arguments ?? undefined);
  }

  #ended(response: Response | null): ModelEvent[] {
    if (response?.usage) this.#usage = toUsage(response.usage);
    const reason = response?.incomplete_details?.reason;
    const status = response?.status ?? "completed";
    if (status !== "completed" && status !== "incomplete") throw unknownFinish(this.#context.label, status);
    const cut: FinishReason = reason === "content_filter" ? "content_filter" : "length";
    // Whatever ended the response early: only what is provably whole may count.
    this.#finish = response?.status === "incomplete" || reason ? cut : "stop";
    return this.#missed(response?.output ?? []);
  }

  /** Items that the last event has, but no event of their own announced. */
  #missed(output: readonly Item[]): ModelEvent[] {
    return output.flatMap((item, at) => {
      const isCall = item.type === "function_call" || item.type === "custom_tool_call";
      if (!isCall || this.#done.has(at)) return [];
      const started = this.#calls.has(at) ? [] : this.#added(at, item);
      return [...started, ...this.#itemDone(at, item)];
    });
  }

  #unfinished() {
    const { label } = this.#context;
    return this.#understood
      ? failure("network", `The answer from ${label} broke off before its end. Retry the step.`)
      : failure("garbage", `${label} sent no answer that can be read. Retry the step.`);
  }

  #failure(error: unknown) {
    return providerFailure({ ...readErrorBody(error), status: null, headers: null }, this.#context);
  }
}

function toUsage(usage: Usage): TokenUsage {
  const details = usage.input_tokens_details;
  return {
    inputTokens: usage.input_tokens ?? 0,
    outputTokens: usage.output_tokens ?? 0,
    cachedInputTokens: details?.cached_tokens ?? 0,
    ...(details?.cache_write_tokens == null ? {} : { cacheWriteTokens: details.cache_write_tokens }),
  };
}
