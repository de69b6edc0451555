import { z } from "zod";

/** Never more files than this are named; `count` says how many there are. */
export const MAX_BOTH_CHANGED = 50;

/** What became of the branch that a task started from, and what follows from it for the task's change. */
export const BaseState = z.object({
  branch: z.string(),
  /**
   * `current`: it stands where the task started. `moved`: it went on. `rewritten`: it no longer has the commit that the
   * task started from, so that a pull request also shows what was taken out of it. `gone`: there is none, and nothing
   * can be published into it.
   */
  state: z.enum(["current", "moved", "rewritten", "gone"]),
  /** Where it stands now; null where it is gone. */
  head_commit: z.string().nullable(),
  /** Commits on it that the task has not seen. */
  behind_by: z.int(),
  /** `possible`: both sides changed the files below. `unknown`: GitHub did not list all that changed there. */
  conflict: z.enum(["none", "possible", "unknown"]),
  both_changed: z.object({ paths: z.array(z.string()), count: z.int() }),
});
export type BaseState = z.infer<typeof BaseState>;
