/** The agent's ports, implemented by the task: a model, a persistent budget, a conversation that survives a crash. */

import { modelFor } from "../../../access/model-access.ts";
import type { AgentModel, BudgetLimits, BudgetStore, Conversation } from "../../../agent/types.ts";
import { contextWindow } from "../../../llm/catalog.ts";
import { AUTO } from "../../../protocol/index.ts";
import type { TaskInit } from "../../record/record.ts";
import { StepFailure } from "../../run/failures.ts";
import type { StepContext } from "../../run/step.ts";
import type { Checkout } from "../checkout/checkout.ts";
import { chooseModel } from "./choose-model.ts";
import { withImages } from "./images.ts";

const LIMITS: BudgetLimits = {
  maxModelCalls: 120,
  maxToolCalls: 400,
  maxInputTokens: 4_000_000,
  maxOutputTokens: 300_000,
  maxTokens: null,
  maxCostUsd: null,
};

/** The installation's limits, lowered by the user's choice for this task. */
function limitsOf({ budget }: TaskInit): BudgetLimits {
  return {
    ...LIMITS,
    maxModelCalls: Math.min(LIMITS.maxModelCalls, budget.max_model_calls ?? Number.POSITIVE_INFINITY),
    maxTokens: budget.max_tokens,
    maxCostUsd: budget.max_cost_usd,
  };
}

const PROBLEM = {
  missing_key: (provider: string) =>
    `There is no key for ${provider} any more; add one in Settings, then retry`,
  unreadable_key: (provider: string) =>
    `The stored key for ${provider} cannot be decrypted any more; enter it again in Settings, then retry`,
  unknown_provider: (provider: string) => `There is no provider ${provider}`,
} as const;

/** The chosen model, or the best one for `auto`. Keys are read again for each step. */
export async function agentModel(context: StepContext): Promise<AgentModel> {
  const { config, life, claim } = context;
  const { provider, model } = life.record.init;
  if (provider === AUTO) {
    const work = life.record.round.kind === "repair" ? "repair" : "edit";
    return chooseModel(context, claim.kind === "plan" ? "plan" : work);
  }
  const access = await modelFor(config, life.record.init, provider);
  if ("problem" in access) throw new StepFailure("model_invalid_key", PROBLEM[access.problem](provider));
  return { client: withImages(access.client, context), model, ...windowOf(model) };
}

const windowOf = (model: string): Pick<AgentModel, "contextWindow"> => {
  const tokens = contextWindow(model);
  return tokens === null ? {} : { contextWindow: tokens };
};

export function budgetStore({ life, commit }: StepContext): BudgetStore {
  return {
    limits: limitsOf(life.record.init),
    load: () => ({ ...life.record.budget }),
    save: (spent) =>
      commit(() =>
        life.update((record) => {
          const { budget, spent: total } = record;
          total.inputTokens += spent.inputTokens - budget.inputTokens;
          total.outputTokens += spent.outputTokens - budget.outputTokens;
          total.cachedInputTokens += spent.cachedInputTokens - budget.cachedInputTokens;
          total.modelCalls += spent.modelCalls - budget.modelCalls;
          total.toolCalls += spent.toolCalls - budget.toolCalls;
          if (spent.costUsd === null) total.costUsd = null;
          else if (total.costUsd !== null) total.costUsd += spent.costUsd - (budget.costUsd ?? 0);
          record.budget = { ...spent };
        }),
      ),
  };
}

export const conversationKey = (name: string, epoch: number): `conversation:${string}` =>
  `conversation:${name}:${epoch}`;

/**
 * One conversation per step kind, round and epoch: a retry by the user starts a new one. `checkout`: the tree that the
 * model edits.
 */
export function conversation(
  { life, commit, claim }: StepContext,
  name: string,
  checkout: Checkout,
): Conversation {
  const key = conversationKey(name, claim.epoch);
  return {
    load: () => life.documents.get(key) ?? [],
    save: async (messages, { edited }) => {
      const checkpoint = edited ? await checkout.checkpoint() : null;
      commit(() => {
        const runs = life.documents.get("runs") ?? [];
        if (!runs.includes(key)) life.documents.put("runs", [...runs, key]);
        life.documents.put(key, messages);
        checkpoint?.();
      });
    },
  };
}
