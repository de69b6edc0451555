import type { PriceClass, TypicalTask } from "../../../../worker/protocol/index.ts";
import { formatCost, formatCount } from "../../ui/amounts.ts";

/** How a price class looks in the list, and what it is called. */
export const PRICE_LOOK: Record<PriceClass, { sign: string; words: string }> = {
  free: { sign: "Free", words: "free" },
  low: { sign: "$", words: "low price" },
  medium: { sign: "$$", words: "medium price" },
  high: { sign: "$$$", words: "high price" },
};

/** What the signs mean; the numbers are those of `PriceClass` in the protocol. */
export const PRICE_LEGEND =
  "Context in tokens. Price per million output tokens: $ up to $5, $$ up to $15, $$$ above.";

/** `400K`, `1M`: round numbers, as makers name them. */
export const contextWords = (tokens: number): string =>
  formatCount(tokens >= 1_000_000 ? Math.floor(tokens / 100_000) * 100_000 : tokens);

/** What a task is likely to cost with the chosen model, as one sentence. */
export function estimateWords(model: { provider: string; usd: number | null }, task: TypicalTask): string {
  if (model.provider === "auto") return "The cost depends on the models that Verne chooses.";
  if (model.usd === null) return "What a task costs with this model is not known.";
  if (model.usd === 0) return "Costs nothing.";
  const cost = formatCost(model.usd);
  if (task.from_tasks > 0) return `A task like your last ${task.from_tasks} costs about ${cost}.`;
  const [input, output] = [formatCount(task.input_tokens), formatCount(task.output_tokens)];
  return `A typical task (${input} tokens in, ${output} out) costs about ${cost}.`;
}
