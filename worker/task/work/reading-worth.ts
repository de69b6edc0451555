/** Whether a change is read a second time. Pure. */
import type { SecondReader } from "../../protocol/index.ts";

export interface ReadingCase {
  choice: SecondReader;
  /** The demo model knows its sample tasks and can judge nothing. */
  isDemo: boolean;
  /** Of the reading, at list price; null: not known. */
  estimateUsd: number | null;
  /** By the task so far; null: not known. */
  spentUsd: number | null;
}

/** Without a second thought up to this; beyond it, up to this share of what the task has cost. */
const LITTLE_USD = 0.05;
const SHARE = 0.1;

/**
 * Null if it is, else why not. `auto` weighs one call against the task: a task makes dozens of them, each with a longer
 * prompt. Where no price is known nothing can be weighed, and the user's own server may be slow.
 */
export function whyNotRead({ choice, isDemo, estimateUsd, spentUsd }: ReadingCase): string | null {
  if (choice === "off") return "it is switched off for this repository";
  if (choice === "always") return null;
  if (isDemo) return "the demo model can judge nothing";
  if (estimateUsd === null) return "the price of the model is not known";
  if (estimateUsd <= Math.max(LITTLE_USD, (spentUsd ?? 0) * SHARE)) return null;
  return `it would cost about $${estimateUsd.toFixed(2)}`;
}
