import { z } from "zod";
import { StepKind, TaskState } from "./state.ts";

/** How long something took, over all times it was done in the period. Null where it never was. */
const Durations = z.object({ p50_ms: z.number().nullable(), p95_ms: z.number().nullable() });

/** What an installation did between two times, for those who run it. Of no single user or repository. */
export const InstallationMetrics = z.object({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** Tasks created in the period, by the state they are in. */
  tasks: z.array(z.object({ state: TaskState, tasks: z.int() })),
  /** Those of them that failed, by reason. */
  failures: z.array(z.object({ code: z.string(), tasks: z.int() })),
  /** From a task's creation to the start of its first step. */
  queue: Durations.extend({ tasks: z.int() }),
  steps: z.array(Durations.extend({ step: StepKind, runs: z.int(), failed: z.int() })),
  models: z.array(
    Durations.extend({
      provider: z.string(),
      model: z.string(),
      calls: z.int(),
      /** Sum of the known costs; null where none is known. */
      cost_usd: z.number().nullable(),
      unknown_cost_calls: z.int(),
    }),
  ),
  /** Tasks of the period that opened a pull request, and what all models cost for each of them. */
  pull_requests: z.object({ opened: z.int(), cost_usd_each: z.number().nullable() }),
});
export type InstallationMetrics = z.infer<typeof InstallationMetrics>;
