import { costUsd } from "../llm/catalog.ts";
import { collectTurn, type Turn } from "../llm/collect.ts";
import { decideRetry } from "../llm/retry.ts";
import { ModelFailure, type ModelRequest, type TokenUsage } from "../llm/types.ts";
import { estimateTokens } from "./budget.ts";
import { TextLog } from "./text-log.ts";
import type { AgentHost, AgentModel, BudgetStore } from "./types.ts";

/**
 * Sends one request and reads the whole answer; text goes to the log as it comes. Transient failures are tried again
 * as `decideRetry` says. Every attempt counts as a model call. Throws `ModelFailure`, or the signal's reason.
 */
export async function callModel(
  host: AgentHost,
  model: AgentModel,
  budget: BudgetStore,
  request: ModelRequest,
): Promise<Turn> {
  for (let attempt = 1; ; attempt += 1) {
    host.signal.throwIfAborted();
    const spent = budget.load();
    budget.save({ ...spent, modelCalls: spent.modelCalls + 1 });
    const log = new TextLog(host);
    try {
      const turn = await collectTurn(model.client.stream(request, host.signal), {
        onText: (text) => log.push(text),
      });
      host.signal.throwIfAborted();
      log.flush();
      settle(host, model, budget, turn.usage ?? estimated(request, turn));
      return turn;
    } catch (error) {
      host.signal.throwIfAborted();
      log.flush();
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

/** Refuses an answer that is no answer. */
export function refuseRefusal(turn: Turn): void {
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
  return estimateTokens(JSON.stringify(request.messages).length + JSON.stringify(request.tools).length);
}

function estimated(request: ModelRequest, turn: Turn): TokenUsage {
  const output = turn.text.length + turn.toolCalls.reduce((sum, call) => sum + call.arguments.length, 0);
  return { inputTokens: requestSize(request), outputTokens: estimateTokens(output), cachedInputTokens: 0 };
}

function settle(host: AgentHost, model: AgentModel, budget: BudgetStore, usage: TokenUsage): void {
  const spent = budget.load();
  const after = {
    ...spent,
    inputTokens: spent.inputTokens + usage.inputTokens,
    outputTokens: spent.outputTokens + usage.outputTokens,
    cachedInputTokens: spent.cachedInputTokens + usage.cachedInputTokens,
  };
  budget.save(after);
  host.emit({
    type: "usage",
    message: `${usage.inputTokens} tokens in, ${usage.outputTokens} out`,
    data: {
      model: model.model,
      usage: {
        input_tokens: usage.inputTokens,
        output_tokens: usage.outputTokens,
        cached_input_tokens: usage.cachedInputTokens,
        cost_usd: model.client.provider === "demo" ? 0 : costUsd(model.model, usage),
      },
      calls: after.modelCalls,
    },
  });
}
