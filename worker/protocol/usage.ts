import { z } from "zod";
import { QuotaUse } from "./quotas.ts";
import { Stage } from "./state.ts";

/** The longest period a report may cover, both days included. */
export const MAX_USAGE_DAYS = 366;

/** Model calls added up. */
export const UsageSum = z.object({
  calls: z.int(),
  input_tokens: z.int(),
  output_tokens: z.int(),
  /** The part of `input_tokens` that the provider had in its cache. */
  cached_input_tokens: z.int(),
  /** Sum of the costs that are known; null where none of the calls has a known price. */
  cost_usd: z.number().nullable(),
  /** Calls whose price is not known: where this is not 0, the true cost is higher than `cost_usd`. */
  unknown_cost_calls: z.int(),
});
export type UsageSum = z.infer<typeof UsageSum>;

/** How many tasks ended in each way. */
export const TaskOutcomes = z.object({ complete: z.int(), failed: z.int(), cancelled: z.int() });
export type TaskOutcomes = z.infer<typeof TaskOutcomes>;

const Model = z.object({ provider: z.string(), model: z.string() });
const Task = z.object({ repo_full_name: z.string(), task_id: z.uuid(), title: z.string() });

/** The finest figures there are: what one task spent on one model in one stage of one day (UTC). */
export const UsageRow = UsageSum.extend({
  day: z.iso.date(),
  ...Model.shape,
  ...Task.shape,
  stage: Stage,
});
export type UsageRow = z.infer<typeof UsageRow>;

/** What the caller's tasks spent on models between two days (UTC), both included. */
export const UsageReport = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  totals: UsageSum,
  /** How the tasks ended that were created in the period. */
  outcomes: TaskOutcomes,
  /** In order; a day without a call is left out. */
  by_day: z.array(UsageSum.extend({ day: z.iso.date() })),
  /** This and the next two: most tokens first. */
  by_model: z.array(UsageSum.extend(Model.shape)),
  by_repo: z.array(UsageSum.extend({ repo_full_name: z.string() })),
  by_task: z.array(UsageSum.extend(Task.shape)),
  /** In the order of a task's life. */
  by_step: z.array(UsageSum.extend({ stage: Stage })),
  /** What the present month allows the caller, and their organisations, whatever the period. Empty without limits. */
  quotas: z.array(QuotaUse),
});
export type UsageReport = z.infer<typeof UsageReport>;
