import type { TypicalTask, Usage } from "../protocol/index.ts";

/** A median of fewer says little about the next task. */
const MIN_TASKS = 3;

/** A small change to a repository of middling size, most of its prompts cached: a guess, and shown as one. */
const GUESS: TypicalTask = {
  input_tokens: 300_000,
  cached_input_tokens: 200_000,
  output_tokens: 12_000,
  from_tasks: 0,
};

/** The median task of those that were finished; Verne's guess when they are too few. */
export function typicalTask(finished: readonly Usage[]): TypicalTask {
  if (finished.length < MIN_TASKS) return GUESS;
  const middle = (field: "input_tokens" | "cached_input_tokens" | "output_tokens") =>
    Math.round(median(finished.map((usage) => usage[field])));
  return {
    input_tokens: middle("input_tokens"),
    cached_input_tokens: middle("cached_input_tokens"),
    output_tokens: middle("output_tokens"),
    from_tasks: finished.length,
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? 0) + (sorted[Math.floor(half)] ?? 0)) / 2;
}
