import { z } from "zod";

/** What the agent says of its change, and which commands (`c1`) or tests (by name) are to show it. */
export const Claim = z.object({
  text: z.string().min(1).max(300),
  by: z.array(z.string().min(1).max(500)).max(10),
});
export type Claim = z.infer<typeof Claim>;

/** A claim as the platform found it. `supported`: everything that it names ran on this tree, with that result. */
export const JudgedClaim = Claim.extend({
  supported: z.boolean(),
  /** What shows it, or why it is unverified; one sentence. */
  reason: z.string(),
});
export type JudgedClaim = z.infer<typeof JudgedClaim>;
