import { z } from "zod";

/** What an installation allows at once. */
export const AdmissionSettings = z.object({
  /** Machines of all tasks; a task takes two. */
  MAX_MACHINES: z.coerce.number().int().min(2, "must be at least 2: a task takes two machines").default(40),
  /** Tasks of one user that work at once; further ones wait. */
  MAX_ACTIVE_TASKS_PER_USER: z.coerce.number().int().positive().default(10),
});
