import type { TaskEvent, TaskView, Usage } from "../../../../worker/protocol/index.ts";

/** What one call of a model used, and its event's position in the journal. */
export interface Spending {
  seq: number;
  usage: Usage;
}

/** The same list when none of the events is about use. */
export function appendSpendings(
  known: readonly Spending[],
  events: readonly TaskEvent[],
): readonly Spending[] {
  const more = events.flatMap((event) =>
    event.type === "usage" ? [{ seq: event.seq, usage: event.data.usage }] : [],
  );
  return more.length === 0 ? known : [...known, ...more];
}

/**
 * The task with what was used since it was read. A task has hundreds of such events, and none of them is worth reading
 * all of it again.
 */
export function withSpendings(view: TaskView, spendings: readonly Spending[]): TaskView {
  const since = spendings.filter(({ seq }) => seq > view.head_seq);
  return since.length === 0
    ? view
    : {
        ...view,
        usage: { ...view.usage, ...since.map(({ usage }) => usage).reduce<Usage>(sum, view.usage) },
      };
}

/** Adds costs; the sum is unknown when one of them is. */
const sum = (a: Usage, b: Usage): Usage => ({
  input_tokens: a.input_tokens + b.input_tokens,
  output_tokens: a.output_tokens + b.output_tokens,
  cached_input_tokens: a.cached_input_tokens + b.cached_input_tokens,
  cost_usd: a.cost_usd === null || b.cost_usd === null ? null : a.cost_usd + b.cost_usd,
});
