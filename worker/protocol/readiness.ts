import { z } from "zod";

const ReadyPart = z.object({
  part: z.enum(["config", "entry", "bindings", "database", "storage"]),
  ok: z.boolean(),
  /** What is wrong, without a value of any variable. */
  message: z.string().optional(),
});
export type ReadyPart = z.infer<typeof ReadyPart>;

/** Whether the Worker reaches what it works with. Public: it names parts and variables, and nothing that is in them. */
export const Readiness = z.object({ ok: z.boolean(), parts: z.array(ReadyPart) });
export type Readiness = z.infer<typeof Readiness>;
