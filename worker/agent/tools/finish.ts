import { z } from "zod";
import { defineTool } from "./tool.ts";

/** Ends an editing run. What the user is told of it is decided by what the files show. */
export const finish = defineTool({
  name: "finish",
  description:
    "Ends the work, once every step of the plan is done or cannot be done. Call it alone, after you have seen the results of " +
    "your other calls.",
  args: z.object({
    summary: z.string().max(8000).describe("For the user: what was changed and why. A few sentences."),
    not_done: z
      .string()
      .max(4000)
      .default("")
      .describe("What was asked or planned and is not done, and why. Leave it out if everything is done."),
  }),
  safe: true,
  speaks: true,
  ends: true,
  async run({ summary, not_done }) {
    const ending = { kind: "finish" as const, summary: summary.trim(), notDone: not_done.trim() };
    return { ok: true, content: "Finished.", ending };
  },
});
