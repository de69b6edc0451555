/** What a user should know about a model before choosing it. Pure. */
import {
  type Model,
  type ModelPrice,
  PROVIDERS,
  type PriceClass,
  type ProviderId,
  type TypicalTask,
} from "../protocol/index.ts";
import { findModel, listPrice } from "./catalog.ts";
import { readsImages } from "./images.ts";

const FREE: ModelPrice = { input: 0, cached_input: 0, output: 0 };
/** Output prices, in USD per million tokens, up to which a model counts as cheap or as of medium price. */
const LOW_MAX = 5;
const MEDIUM_MAX = 15;

/** The class of a price; null for one that is not known. */
export function priceClass(price: ModelPrice | null): PriceClass | null {
  if (price === null) return null;
  if (price.input === 0 && price.output === 0) return "free";
  return price.output <= LOW_MAX ? "low" : price.output <= MEDIUM_MAX ? "medium" : "high";
}

/** What so many tokens cost in USD. Cached input without a price of its own costs as much as any input. */
export function taskCostUsd(price: ModelPrice | null, task: TypicalTask): number | null {
  if (price === null) return null;
  const cached = Math.min(task.cached_input_tokens, task.input_tokens);
  const cost =
    (task.input_tokens - cached) * price.input +
    cached * (price.cached_input ?? price.input) +
    task.output_tokens * price.output;
  return cost / 1_000_000;
}

/**
 * The picker's entry of a model at the time `now` (ms). A model of the user's own server is never looked up by its
 * name: who runs it sets its price.
 */
export function modelInfo(
  provider: ProviderId,
  { id, label }: { id: string; label: string },
  task: TypicalTask,
  now: number,
): Model {
  const listed = PROVIDERS[provider].catalogued ? findModel(id) : null;
  const price = provider === "demo" ? FREE : listed ? listPrice(id, now) : null;
  return {
    id,
    label,
    context_tokens: listed?.context_tokens ?? null,
    price,
    price_class: priceClass(price),
    images: readsImages(provider, id),
    typical_task_usd: taskCostUsd(price, task),
  };
}
