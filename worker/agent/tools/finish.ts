import { z } from "zod";
import { defineTool } from "./tool.ts";

export const finish = defineTool({
  name: "finish",
  description: "Ends the work, once every step of the plan is done or cannot be done.",
  args: z.object({
    summary: z
      .string()
      .max(8000)
      .describe("For the user: what was changed and why, and what was not done. A few sentences."),
  }),
  safe: true,
  async run({ summary }) {
    return { ok: true, content: "Finished.", ending: { kind: "finish", summary: summary.trim() } };
  },
});
