import { z } from "zod";

/** A task's pull request as GitHub sees it now. */
export const PullState = z.object({
  url: z.string(),
  number: z.int(),
  state: z.enum(["open", "merged", "closed"]),
  draft: z.boolean(),
  checks: z.object({
    /** `none`: no check is set up. */
    state: z.enum(["none", "pending", "passing", "failing"]),
    passed: z.int(),
    failed: z.int(),
    pending: z.int(),
  }),
});
export type PullState = z.infer<typeof PullState>;
