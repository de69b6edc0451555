import { z } from "zod";
import { StepKind } from "./state.ts";

/** A pointer to a step, never its payload. The object decides whether there is anything to do. */
export const StepMessage = z.object({
  v: z.literal(1),
  taskId: z.uuid(),
  step: StepKind,
  /** `apply:2`: the row of the task's step table. */
  stepId: z.string(),
  epoch: z.int(),
  reason: z.enum(["next", "retry", "resume"]),
});
export type StepMessage = z.infer<typeof StepMessage>;

/** `started`: this message claimed the step. `busy`: another run holds the lease. `stale`: nothing to do. */
export type KickResult = "started" | "busy" | "stale";
