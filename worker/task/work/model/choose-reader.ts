/** Selects who reads a change a second time. */
import { modelFor } from "../../../access/model-access.ts";
import type { AgentModel } from "../../../agent/types.ts";
import { contextWindow } from "../../../llm/catalog.ts";
import { knownModels } from "../../../llm/providers.ts";
import { type Candidate, selectModels } from "../../../llm/selector.ts";
import { AUTO, ProviderId } from "../../../protocol/index.ts";
import type { StepContext } from "../../run/step.ts";
import { agentModel } from "./agent-ports.ts";
import { chooseModel } from "./choose-model.ts";

/** How much more than the writer's a reader's call may cost. */
const MAX_PRICE_RATIO = 1.5;
const OUTPUT_TOKENS = 2_000;

export interface Reader {
  model: AgentModel;
  /** It is not the model that made the change. */
  other: boolean;
}

/**
 * The readers to try, best first: another strong model of the same provider, if it costs about as much, then the model
 * that made the change, which reads it without its own conversation. Code goes to no provider that was not chosen for
 * the task.
 */
export async function readersFor(context: StepContext, inputTokens: number): Promise<Reader[]> {
  const { init } = context.life.record;
  if (init.provider === AUTO) return [{ model: await chooseModel(context, "review"), other: false }];
  const writer = { model: await agentModel(context), other: false };
  const id = ProviderId.safeParse(init.provider);
  const other = id.success
    ? otherModel({ provider: id.data, model: init.model }, inputTokens, context.clock.now())
    : null;
  if (other === null) return [writer];
  const access = await modelFor(context.config, init, other.provider);
  if (!("client" in access)) return [writer];
  const tokens = contextWindow(other.model);
  const model = {
    client: access.client,
    model: other.model,
    ...(tokens === null ? {} : { contextWindow: tokens }),
  };
  return [{ model, other: true }, writer];
}

/** Another model of the provider that is strong enough to review, at about the writer's price; null if there is none. */
export function otherModel(writer: Candidate, inputTokens: number, now: number): Candidate | null {
  const available = knownModels(writer.provider).map(({ id }) => ({ provider: writer.provider, model: id }));
  const [own, ...others] = selectModels({
    task: "review",
    chosen: writer,
    available,
    inputTokens,
    maxOutputTokens: OUTPUT_TOKENS,
    budgetLeftUsd: null,
    recordOf: () => null,
    isHealthy: () => true,
    now,
  });
  const most = own?.estimateUsd ?? null;
  if (most === null) return null;
  const fits = others.find(
    ({ concerns, estimateUsd }) =>
      concerns.length === 0 && estimateUsd !== null && estimateUsd <= most * MAX_PRICE_RATIO,
  );
  return fits ? { provider: fits.provider, model: fits.model } : null;
}
