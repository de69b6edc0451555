import { z } from "zod";
import { PROVIDER_IDS, PROVIDERS } from "../protocol/index.ts";
import type { Catalog, CatalogModel, PriceTier } from "./catalog.ts";

const price = z.number().nonnegative().nullish().catch(null);
const tokens = z.int().positive().nullish().catch(null);

const Rates = z.object({ input: price, output: price, cache_read: price, cache_write: price });
const Cost = Rates.extend({
  context_over_200k: Rates.nullish().catch(null),
  tiers: z
    .array(Rates.extend({ tier: z.object({ type: z.string(), size: z.int().positive() }) }))
    .nullish()
    .catch(null),
});

/** The parts of models.dev's `api.json` that Verne reads: providers by id, each with its models by id. */
const ModelsDev = z.record(
  z.string(),
  z.looseObject({
    models: z.record(
      z.string(),
      z.looseObject({
        id: z.string(),
        name: z.string(),
        reasoning: z.boolean().catch(false),
        tool_call: z.boolean().catch(false),
        release_date: z.string().catch(""),
        status: z.string().nullish().catch(null),
        modalities: z
          .object({ input: z.array(z.string()).nullish().catch(null), output: z.array(z.string()) })
          .nullish()
          .catch(null),
        cost: Cost.nullish().catch(null),
        limit: z.object({ context: tokens, output: tokens }).nullish().catch(null),
      }),
    ),
  }),
);
type DevModel = z.infer<typeof ModelsDev>[string]["models"][string];

const CATALOGUED = PROVIDER_IDS.filter((id) => PROVIDERS[id].catalogued);
/** Models that are new to the catalogue are taken when they are not older than this. */
const MAX_AGE_MS = 365 * 24 * 60 * 60 * 1000;

/**
 * The catalogue with what a models.dev-shaped file says on `date`: its models that take tools, of the providers with
 * an adapter of their own. A model that the file lacks stays as it was; so do the strength of
 * one that it has, and its prices announced for later days. Throws a ZodError that names what is not of that shape.
 */
export function refreshCatalog(modelsDev: unknown, previous: Catalog, date: string): Catalog {
  const file = ModelsDev.parse(modelsDev);
  const told = CATALOGUED.flatMap((provider) =>
    Object.values(file[provider]?.models ?? {})
      .filter(isUsable)
      .map((model) => ({ entry: toEntry(provider, model, previous, date), released: model.release_date })),
  );
  const kept = previous.models.map((known) => told.find(({ entry }) => isSame(known, entry))?.entry ?? known);
  const added = told.filter(({ entry, released }) => {
    const isKnown = previous.models.some((known) => isSame(known, entry));
    return !isKnown && Date.parse(date) - Date.parse(released) <= MAX_AGE_MS;
  });
  return { ...previous, date, models: [...kept, ...added.map(({ entry }) => entry)] };
}

function isSame(a: CatalogModel, b: CatalogModel): boolean {
  return a.provider === b.provider && a.id === b.id;
}

function isUsable(model: DevModel): boolean {
  const text = model.modalities?.output.includes("text") ?? true;
  return model.tool_call && text && model.status !== "deprecated";
}

function toEntry(
  provider: CatalogModel["provider"],
  model: DevModel,
  previous: Catalog,
  date: string,
): CatalogModel {
  const known = previous.models.find((entry) => entry.provider === provider && entry.id === model.id);
  const prices = toTiers(model);
  const announced = known?.prices.filter(({ from }) => from !== null && from > date) ?? [];
  return {
    provider,
    id: model.id,
    label: known?.label ?? model.name,
    strength: known?.strength ?? guessStrength(model),
    context_tokens: model.limit?.context ?? known?.context_tokens ?? null,
    max_output_tokens: model.limit?.output ?? known?.max_output_tokens ?? null,
    tools: model.tool_call,
    reasoning: model.reasoning,
    images: model.modalities?.input?.includes("image") ?? known?.images ?? null,
    prices: prices.length > 0 ? [...prices, ...announced] : (known?.prices ?? []),
  };
}

function toTiers({ cost }: DevModel): PriceTier[] {
  if (!cost) return [];
  const long = cost.tiers
    ? cost.tiers
        .filter(({ tier }) => tier.type === "context")
        .map(({ tier, ...rates }) => toTier(tier.size, rates))
    : cost.context_over_200k
      ? [toTier(200_000, cost.context_over_200k)]
      : [];
  return [toTier(0, cost), ...long];
}

/** A price of 0 stands in that file for one that is not known or not charged yet. */
function toTier(over: number, rates: z.infer<typeof Rates>): PriceTier {
  return {
    from: null,
    over_input_tokens: over,
    input: rates.input || null,
    cached_input: rates.cache_read || null,
    cache_write: rates.cache_write || null,
    output: rates.output || null,
  };
}

/** Makers price their models by what they can do. */
function guessStrength({ cost }: DevModel): CatalogModel["strength"] {
  const output = cost?.output ?? 0;
  return output >= 8 ? "high" : output >= 2 ? "medium" : "low";
}
