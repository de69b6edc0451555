import { z } from "zod";
import { type ModelPrice, PROVIDERS, ProviderId } from "../protocol/index.ts";
import json from "./catalog.json" with { type: "json" };
import type { TokenUsage } from "./types.ts";

/** Null: not known. Never 0: what is shown as free must be free. */
const Price = z.number().positive().nullable();

const PriceTier = z.object({
  /** First day of this price, in UTC; null: from the beginning. A later day replaces all tiers of earlier ones. */
  from: z.iso.date().nullable(),
  /** A request with more input tokens than this costs this price as a whole. */
  over_input_tokens: z.int().nonnegative(),
  input: Price,
  cached_input: Price,
  /** For what is written to the prompt cache, in place of `input`. */
  cache_write: Price,
  output: Price,
});
export type PriceTier = z.infer<typeof PriceTier>;

const CatalogModel = z.object({
  provider: ProviderId.refine((id) => PROVIDERS[id].catalogued, "has no models in the catalogue"),
  id: z.string(),
  label: z.string(),
  /** Which work it is good for, by its maker's own word: `high` plans, `low` titles. */
  strength: z.enum(["high", "medium", "low"]),
  context_tokens: z.int().positive().nullable(),
  max_output_tokens: z.int().positive().nullable(),
  tools: z.boolean(),
  reasoning: z.boolean(),
  /** Whether it reads images; null: not known. */
  images: z.boolean().nullable(),
  prices: z.array(PriceTier),
});
export type CatalogModel = z.infer<typeof CatalogModel>;

/**
 * What is known about models, as of `date`. Sources: developers.openai.com/api/docs/models, platform.claude.com
 * (models, pricing), ai.google.dev/gemini-api/docs/pricing; the price of gpt-6.2-astra is a reseller's. `images`: the
 * makers' model pages, for OpenAI's models and gemini-4-argon those of vercel.com/ai-gateway and neon.com/docs.
 */
export const Catalog = z.object({
  date: z.iso.date(),
  currency: z.literal("USD per million tokens"),
  models: z.array(CatalogModel),
});
export type Catalog = z.infer<typeof Catalog>;

export const CATALOG: Catalog = Catalog.parse(json);

/** The catalogue's entry of a model id, or null. */
export function findModel(id: string): CatalogModel | null {
  return CATALOG.models.find((model) => model.id === id) ?? null;
}

/** Tokens that fit into one call, answer included; null if not known. */
export function contextWindow(id: string): number | null {
  return findModel(id)?.context_tokens ?? null;
}

/** What a call cost in USD by the list price of the day `now` (ms); null if any price it needs is not known. */
export function costUsd(id: string, usage: TokenUsage, now: number = Date.now()): number | null {
  const model = findModel(id);
  const tier = model ? priceTier(model, usage.inputTokens, now) : null;
  if (!tier) return null;
  const cached = Math.min(usage.cachedInputTokens, usage.inputTokens);
  const written = Math.min(usage.cacheWriteTokens ?? 0, usage.inputTokens - cached);
  const parts = [
    partCost(usage.inputTokens - cached - written, tier.input),
    partCost(cached, tier.cached_input),
    partCost(written, tier.cache_write),
    partCost(usage.outputTokens, tier.output),
  ];
  return parts.reduce<number | null>((sum, part) => (sum === null || part === null ? null : sum + part), 0);
}

/** The list price of a model for calls of usual size on the day `now` (ms); null if input or output has none. */
export function listPrice(id: string, now: number = Date.now()): ModelPrice | null {
  const model = findModel(id);
  const tier = model ? priceTier(model, 0, now) : null;
  if (!tier || tier.input === null || tier.output === null) return null;
  return { input: tier.input, cached_input: tier.cached_input, output: tier.output };
}

/** The price that counts for a request of this size on this day. */
function priceTier(model: CatalogModel, inputTokens: number, now: number): PriceTier | null {
  const day = new Date(now).toISOString().slice(0, 10);
  const begun = model.prices.filter(({ from }) => from === null || from <= day);
  const latest = begun.reduce<string | null>(
    (last, { from }) => ((from ?? "") > (last ?? "") ? from : last),
    null,
  );
  const tiers = begun
    .filter(({ from, over_input_tokens: over }) => from === latest && (over === 0 || inputTokens > over))
    .sort((a, b) => b.over_input_tokens - a.over_input_tokens);
  return tiers[0] ?? null;
}

function partCost(tokens: number, pricePerMillion: number | null): number | null {
  if (tokens === 0) return 0;
  return pricePerMillion === null ? null : (tokens * pricePerMillion) / 1_000_000;
}
