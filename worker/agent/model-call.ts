import { costUsd } from "../llm/catalog.ts";
import { collectTurn, type ModelTurn } from "../llm/collect.ts";
import { imageTokens } from "../llm/images.ts";
import { decideRetry } from "../llm/retry.ts";
import { ModelFailure, type ModelRequest, type TokenUsage } from "../llm/types.ts";
import { estimateTokens, type PriceOf } from "./budget.ts";
import { EndlessText, TextWatch } from "./repetition.ts";
import { TextLog } from "./text-log.ts";
import type { AgentHost, AgentModel, BudgetStore, Reservation } from "./types.ts";

/** Far above any requested answer length. The answer is stored, sent back and shown, so it must be limited. */
const MAX_ANSWER_CHARS = 1_000_000;

/** How a call is budgeted and shown. */
export interface CallOptions {
  /** Reserved before each attempt, settled after it. */
  reserve: Reservation;
  /** Keeps the answer out of the log, for internal calls such as summaries. */
  quiet?: boolean;
}

/**
 * Sends one request and reads the whole answer, streaming text to the log. Transient failures are retried as
 * `decideRetry` says. Every attempt counts as a model call. Throws `ModelFailure`, `EndlessText` for an answer that
 * repeats itself, or the signal's reason.
 */
export async function callModel(
  host: AgentHost,
  model: AgentModel,
  budget: BudgetStore,
  request: ModelRequest,
  { reserve, quiet = false }: CallOptions,
): Promise<ModelTurn> {
  for (let attempt = 1; ; attempt += 1) {
    host.signal.throwIfAborted();
    const spent = budget.load();
    budget.save({ ...spent, modelCalls: spent.modelCalls + 1, reserved: reserve });
    const log = new TextLog(host);
    const watch = new TextWatch();
    const startedAt = host.now();
    const settled = (usage: TokenUsage) => settle(host, model, budget, usage, host.now() - startedAt);
    try {
      const turn = await collectTurn(model.client.stream(request, host.signal), {
        maxChars: MAX_ANSWER_CHARS,
        onText: (text) => {
          if (!quiet) log.push(text);
          watch.push(text);
        },
      });
      host.signal.throwIfAborted();
      log.flush();
      settled(turn.usage ?? estimated(request, turn));
      return turn;
    } catch (error) {
      host.signal.throwIfAborted();
      log.flush();
      if (error instanceof EndlessText) settled(estimated(request, { text: watch.text, toolCalls: [] }));
      // The provider refused or disconnected: its usage, if any, is unknown.
      else budget.save({ ...budget.load(), reserved: null });
      if (!(error instanceof ModelFailure)) throw error;
      const decision = decideRetry(error, attempt, host.now());
      if (!decision.retry) throw error;
      host.emit({
        type: "warning",
        message: `The model failed, trying again: ${error.message}`.slice(0, 400),
        data: { code: `model_${error.class}`, detail: error.message },
      });
      await host.sleep(decision.delayMs);
    }
  }
}

/** Throws for an answer that is a refusal. */
export function refuseRefusal(turn: ModelTurn): void {
  if (turn.finish !== "refusal" && turn.finish !== "content_filter") return;
  const said = turn.text.trim().slice(0, 300);
  throw new ModelFailure({
    class: "refused",
    message: `The model refused this request${said === "" ? "." : `: ${said}`}`,
    retryable: false,
    retryAfterMs: null,
  });
}

export function requestSize(request: Pick<ModelRequest, "messages" | "tools">): number {
  const chars = JSON.stringify(request.messages).length + JSON.stringify(request.tools).length;
  return estimateTokens(chars) + imageTokens(request.messages);
}

/** List prices of a model on the host's date; the demo model is free. */
export function priceOf({ client, model }: AgentModel, host: Pick<AgentHost, "now">): PriceOf {
  return (tokens) =>
    client.provider === "demo" ? 0 : costUsd(model, { ...tokens, cachedInputTokens: 0 }, host.now());
}

function estimated(request: ModelRequest, turn: Pick<ModelTurn, "text" | "toolCalls">): TokenUsage {
  const output = turn.text.length + turn.toolCalls.reduce((sum, call) => sum + call.arguments.length, 0);
  return { inputTokens: requestSize(request), outputTokens: estimateTokens(output), cachedInputTokens: 0 };
}

function settle(
  host: AgentHost,
  model: AgentModel,
  budget: BudgetStore,
  usage: TokenUsage,
  durationMs: number,
): void {
  const spent = budget.load();
  const cost = model.client.provider === "demo" ? 0 : costUsd(model.model, usage, host.now());
  const after = {
    ...spent,
    inputTokens: spent.inputTokens + usage.inputTokens,
    outputTokens: spent.outputTokens + usage.outputTokens,
    cachedInputTokens: spent.cachedInputTokens + usage.cachedInputTokens,
    costUsd: cost === null || spent.costUsd === null ? null : spent.costUsd + cost,
    reserved: null,
  };
  budget.save(after);
  host.emit({
    type: "usage",
    message: `${usage.inputTokens} tokens in, ${usage.outputTokens} out`,
    data: {
      model: model.model,
      provider: model.client.provider,
      usage: {
        input_tokens: usage.inputTokens,
        output_tokens: usage.outputTokens,
        cached_input_tokens: usage.cachedInputTokens,
        cost_usd: cost,
      },
      calls: after.modelCalls,
      duration_ms: durationMs,
    },
  });
}
