import { costUsd } from "../../../llm/catalog.ts";
import type { Plan } from "../../../protocol/index.ts";
import type { TaskRecord } from "../../record/record.ts";

/** Editing one plan step has used about as much as planning, and so have the repairs. */
const REPAIRS = 1;

/**
 * Estimated usage of executing a plan with this many steps, from the measured usage of planning with the same model and
 * repository. Null when planning was not measured; the price is null when unknown.
 */
export function estimateOf(
  { spent, init }: Pick<TaskRecord, "spent" | "init">,
  steps: number,
): Plan["estimate"] {
  const factor = steps + REPAIRS;
  const inputTokens = spent.inputTokens * factor;
  const outputTokens = spent.outputTokens * factor;
  const tokens = inputTokens + outputTokens;
  if (tokens === 0) return null;
  const usage = { inputTokens, outputTokens, cachedInputTokens: spent.cachedInputTokens * factor };
  return { tokens, cost_usd: init.provider === "demo" ? 0 : costUsd(init.model, usage) };
}
