/** Selects models for tasks with `provider: "auto"`. */

import { databaseOf } from "../../../access/database.ts";
import { modelFor } from "../../../access/model-access.ts";
import { SERVICE } from "../../../access/principal.ts";
import type { Spender } from "../../../access/spending.ts";
import type { AgentModel } from "../../../agent/types.ts";
import type { Config } from "../../../env.ts";
import { contextWindow } from "../../../llm/catalog.ts";
import { readsImages } from "../../../llm/images.ts";
import { knownModels } from "../../../llm/providers.ts";
import { type Candidate, type ModelRecord, selectModels, type TaskType } from "../../../llm/selector.ts";
import type { ModelClient } from "../../../llm/types.ts";
import { PROVIDERS, ProviderId } from "../../../protocol/index.ts";
import { readModelRecords } from "../../../store/model-records.ts";
import { StepFailure } from "../../run/failures.ts";
import type { StepContext } from "../../run/step.ts";
import { systemLine } from "../host/system-line.ts";
import { promptImages, withImages } from "./images.ts";
import { Circuits, ModelPool, type PoolMember } from "./model-pool.ts";

/** Tokens that a typical call sends and receives; decides which context windows are large enough. */
const USUAL_INPUT_TOKENS = 60_000;
const USUAL_OUTPUT_TOKENS = 16_000;
const MAX_MEMBERS = 4;
const circuits = new Circuits();

/** The models available to this user, by provider. The demo model only when chosen explicitly. */
async function available(config: Config, spender: Spender): Promise<Map<ProviderId, ModelClient>> {
  const ids = ProviderId.options.filter((id) => id !== "demo");
  const found = await Promise.all(ids.map(async (id) => [id, await modelFor(config, spender, id)] as const));
  return new Map(found.flatMap(([id, access]) => ("client" in access ? [[id, access.client] as const] : [])));
}

/** Whether any model is available. Throws StoreFailure. */
export async function canChoose(config: Config, spender: Spender): Promise<boolean> {
  return (await available(config, spender)).size > 0;
}

/** The best models for this kind of work, best first. Throws StepFailure `model_invalid_key` when there is none. */
export async function chooseModel(context: StepContext, task: TaskType): Promise<AgentModel> {
  const { config, life, clock, host } = context;
  const { init } = life.record;
  const { budget } = init;
  const [clients, records] = await Promise.all([
    available(config, init),
    readModelRecords(databaseOf(config, SERVICE)),
  ]);
  const recordOf = ({ provider, model }: Candidate): ModelRecord | null => {
    const row = records.find((each) => each.provider === provider && each.model === model);
    if (!row) return null;
    return {
      edits: row.edits,
      failedEdits: row.failed_edits,
      testedSteps: row.tested,
      passedSteps: row.passed,
    };
  };
  const candidates = (
    await Promise.all([...clients].map(([provider, client]) => modelsOf(provider, client, host.signal)))
  ).flat();
  const spent = life.record.spent.costUsd ?? 0;
  const ranked = selectModels({
    task,
    chosen: null,
    available: preferImageModels(candidates, promptImages(life.record.init).length > 0),
    inputTokens: USUAL_INPUT_TOKENS,
    maxOutputTokens: USUAL_OUTPUT_TOKENS,
    budgetLeftUsd: budget.max_cost_usd === null ? null : budget.max_cost_usd - spent,
    recordOf,
    isHealthy: (provider) => circuits.isHealthy(provider, clock.now()),
    now: clock.now(),
  });
  const [first, ...rest] = ranked.slice(0, MAX_MEMBERS).flatMap(({ provider, model }): PoolMember[] => {
    const client = clients.get(provider);
    return client ? [{ provider, model, client: withImages(client, context) }] : [];
  });
  if (!first)
    throw new StepFailure("model_invalid_key", "No model is usable now; add a key in Settings, then retry");
  const pool = new ModelPool([first, ...rest], {
    circuits,
    now: () => clock.now(),
    onFallback: (notice) =>
      host.emit({
        type: "warning",
        message: notice.slice(0, 400),
        data: { code: "model_fallback", detail: null },
      }),
  });
  const text = `${PROVIDERS[first.provider].label}: ${first.model} was chosen to ${task}`;
  systemLine(host, text);
  return {
    client: pool,
    get model() {
      return pool.model;
    },
    get contextWindow() {
      return contextWindow(pool.model) ?? undefined;
    },
  };
}

/** For a prompt with images: only models that accept images, if there are any. */
function preferImageModels(candidates: Candidate[], hasImages: boolean): Candidate[] {
  const readers = candidates.filter(({ provider, model }) => readsImages(provider, model) !== false);
  return hasImages && readers.length > 0 ? readers : candidates;
}

/** The catalogue's models; a self-hosted server is asked for its list. */
async function modelsOf(
  provider: ProviderId,
  client: ModelClient,
  signal: AbortSignal,
): Promise<Candidate[]> {
  const known = knownModels(provider);
  if (known.length > 0) return known.map(({ id }) => ({ provider, model: id }));
  try {
    const offered = await client.listModels(signal);
    return offered.slice(0, MAX_MEMBERS).map((model) => ({ provider, model }));
  } catch {
    signal.throwIfAborted();
    return []; // the provider does not answer: no candidates
  }
}
