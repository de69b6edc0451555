import { z } from "zod";
import json from "./catalog.json" with { type: "json" };
import type { TokenUsage } from "./types.ts";

const Price = z.number().positive().nullable();

/**
 * What is known about models, as of `date`. OpenAI's models are listed only where chat completions accept tools:
 * GPT-6 and later take them with `reasoning_effort: none` alone, and gpt-6.1-sol, gpt-6.2-sol and the astras refuse
 * that (developers.openai.com/api/docs/models). A price that is not known is null, never 0.
 */
const Catalog = z.object({
  date: z.iso.date(),
  currency: z.literal("USD per million tokens"),
  models: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      context_tokens: z.int().nullable(),
      max_output_tokens: z.int().nullable(),
      tool_reasoning_effort: z.literal("none").nullable(),
      price: z.object({ input: Price, cached_input: Price, output: Price }),
      /** Above this many input tokens the whole request costs more. */
      long_input: z
        .object({ over_input_tokens: z.int(), input_factor: z.number(), output_factor: z.number() })
        .nullable(),
    }),
  ),
});

export const CATALOG = Catalog.parse(json);
export type CatalogModel = (typeof CATALOG.models)[number];

/** The catalogue's entry of a model id, or null. */
export function findModel(id: string): CatalogModel | null {
  return CATALOG.models.find((model) => model.id === id) ?? null;
}

/** Tokens that fit into one call, answer included; null if not known. */
export function contextWindow(id: string): number | null {
  return findModel(id)?.context_tokens ?? null;
}

/**
 * What a call cost in USD by the list price; null if any price it needs is not known. Surcharges for writing the
 * prompt cache are not in it: chat completions do not report them.
 */
export function costUsd(id: string, usage: TokenUsage): number | null {
  const model = findModel(id);
  if (!model) return null;
  const { long_input: long, price } = model;
  const isLong = long !== null && usage.inputTokens > long.over_input_tokens;
  const inputFactor = isLong ? long.input_factor : 1;
  const outputFactor = isLong ? long.output_factor : 1;
  const cached = Math.min(usage.cachedInputTokens, usage.inputTokens);
  const parts = [
    partCost(usage.inputTokens - cached, price.input, inputFactor),
    partCost(cached, price.cached_input, inputFactor),
    partCost(usage.outputTokens, price.output, outputFactor),
  ];
  return parts.reduce<number | null>((sum, part) => (sum === null || part === null ? null : sum + part), 0);
}

function partCost(tokens: number, pricePerMillion: number | null, factor: number): number | null {
  if (tokens === 0) return 0;
  return pricePerMillion === null ? null : (tokens * pricePerMillion * factor) / 1_000_000;
}
