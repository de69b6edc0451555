import { costUsd } from "../../../llm/catalog.ts";
import type { Plan } from "../../../protocol/index.ts";
import type { TaskRecord } from "../../record/record.ts";

/** A step of editing has taken about as much as the planning before it; so have the tests' repairs. */
const REPAIRS = 1;

/**
 * What carrying out a plan of so many steps may take, from what planning took with this very model and repository.
 * A guess to decide by, not a promise; null where planning was not measured, and the price null where it is not known.
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
