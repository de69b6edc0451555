import { type Message, ModelFailure, type ModelRequest } from "../../llm/types.ts";
import { checkBudget } from "../budget.ts";
import { callModel, priceOf, requestSize } from "../model-call.ts";
import { compactionMessages, inForm, summaryIn, summaryMessage } from "../prompts/compaction.ts";
import { EndlessText } from "../repetition.ts";
import { headAndTail } from "../tools/kept-output.ts";
import type { Tool, ToolContext } from "../tools/tool.ts";
import type { AgentModel, BudgetStore } from "../types.ts";
import { groupMessages, splitAtTail } from "./groups.ts";
import { dropSupersededReads } from "./superseded.ts";
import { listCalls, transcriptOf, wordsOfUser } from "./transcript.ts";

const DEFAULT_WINDOW_TOKENS = 128_000;
/** Compaction starts at this share of the model's context window. */
const FULL_SHARE = 0.6;
/** Share of the conversation, from the end, that is kept unchanged. */
const TAIL_SHARE = 0.3;
/** Dropping less than this share is not worth the model call. */
const MIN_DROPPED_SHARE = 0.15;
/** A conversation above this share after compaction would be refused by the provider. */
const MOST_SHARE = 0.85;
const MAX_SUMMARY_TOKENS = 2_500;
const CUT_RESULT_CHARS = 4_000;

export interface CompactorSetup {
  model: AgentModel;
  budget: BudgetStore;
  tools: readonly Tool[];
  context: ToolContext;
  mark: string;
  carry?(dropped: readonly Message[]): string | null;
}

/**
 * Compacts a conversation that fills 60 % of the context window: superseded file readings become notes; if that is not
 * enough, the middle is replaced by a summary from the model. The opening, the user's own words and the last 30 % stay;
 * calls, results and reasoning are kept or dropped together.
 */
export class Compactor {
  readonly #setup: CompactorSetup;
  /** Ratio of the provider's token count to our estimate. */
  #scale = 1;

  constructor(setup: CompactorSetup) {
    this.#setup = setup;
  }

  /** Read each time, because a fallback may switch the model. */
  get #window(): number {
    return this.#setup.model.contextWindow ?? DEFAULT_WINDOW_TOKENS;
  }

  /** Estimated tokens of a request with these messages and the run's tools. */
  sizeOf(messages: Message[]): number {
    const specs = this.#setup.tools.map((tool) => tool.spec);
    return Math.ceil(requestSize({ messages, tools: specs }) * this.#scale);
  }

  /** Calibrates the estimate with the provider's count. */
  learn(messages: Message[], inputTokens: number): void {
    const estimate = this.sizeOf(messages) / this.#scale;
    this.#scale = Math.min(3, Math.max(1, inputTokens / estimate));
  }

  /** The compacted conversation; null if it is below the threshold, or nothing can be dropped. */
  async compact(messages: Message[]): Promise<Message[] | null> {
    if (this.sizeOf(messages) <= this.#window * FULL_SHARE) return null;
    const trimmed = dropSupersededReads(messages);
    const summed = await this.#sumUp(trimmed);
    const fitted = this.#fit(summed ?? trimmed);
    if (fitted === messages) return null;
    const { host } = this.#setup.context;
    host.emit({
      type: "warning",
      message: summed
        ? "The conversation grew long: its middle was summed up"
        : "The conversation grew long: what was read again later was left out",
      data: { code: "conversation_compacted", detail: `${this.sizeOf(fitted)} of ${this.#window} tokens` },
    });
    return fitted;
  }

  async #sumUp(messages: Message[]): Promise<Message[] | null> {
    const size = this.sizeOf(messages);
    if (size <= this.#window * FULL_SHARE) return null;
    const groups = groupMessages(messages);
    const weight = (some: readonly Message[]) => JSON.stringify(some).length;
    const { dropped, kept } = splitAtTail(groups, TAIL_SHARE, weight);
    const left = dropped.flat();
    const words = wordsOfUser(left);
    if (weight(left) - weight(words) < weight(messages) * MIN_DROPPED_SHARE) return null;
    const { mark, carry } = this.#setup;
    const summary = await this.#summary(groups.opening, left);
    const message = summaryMessage(mark, summary, listCalls(left), carry?.(left) ?? null);
    return [...groups.opening, message, ...words, ...kept.flat()];
  }

  /** A summary by the model, or a mechanical one in the same form if the model cannot be called. */
  async #summary(opening: readonly Message[], left: readonly Message[]): Promise<string> {
    const { budget, context, mark, model } = this.#setup;
    const transcript = transcriptOf(left, this.#window * 2);
    const request: ModelRequest = {
      model: model.model,
      messages: compactionMessages(mark, opening, transcript),
      tools: [],
      maxOutputTokens: MAX_SUMMARY_TOKENS,
      cacheKey: `${context.host.taskId}:summary`,
    };
    const verdict = checkBudget(budget.limits, budget.load(), {
      model: model.model,
      inputTokens: requestSize(request),
      maxOutputTokens: MAX_SUMMARY_TOKENS,
      price: priceOf(model, context.host),
    });
    // The loop reaches the same limit at its next call, and ends there.
    if (!verdict.ok) return inForm(summaryIn(left));
    try {
      const options = { reserve: verdict.reserve, quiet: true };
      const { text } = await callModel(context.host, model, budget, request, options);
      return inForm(text.trim() === "" ? summaryIn(left) : text);
    } catch (error) {
      if (error instanceof ModelFailure || error instanceof EndlessText) return inForm(summaryIn(left));
      throw error;
    }
  }

  /** Truncates the longest results if the conversation would exceed the window. Returns the same array if it fits. */
  #fit(messages: Message[]): Message[] {
    let fitted = messages;
    while (this.sizeOf(fitted) > this.#window * MOST_SHARE) {
      const lengths = fitted.map((message) => (message.role === "tool" ? message.content.length : 0));
      const longest = lengths.indexOf(Math.max(...lengths));
      const message = fitted[longest];
      if (message?.role !== "tool" || message.content.length <= CUT_RESULT_CHARS + 200) break;
      const content = headAndTail(message.content, CUT_RESULT_CHARS / 2, CUT_RESULT_CHARS / 2);
      fitted = fitted.with(longest, { ...message, content });
    }
    return fitted;
  }
}
