import { z } from "zod";
import { defineTool } from "./tool.ts";

/** Limit of the journal line; the event's data has the whole text. */
const MAX_MESSAGE_CHARS = 300;

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
  speaks: true,
  async run({ summary: given }, { host }) {
    const summary = given.trim();
    const line = summary.replace(/\s+/g, " ").slice(0, MAX_MESSAGE_CHARS);
    if (line !== "") host.emit({ type: "agent_text", message: line, data: { text: summary } });
    return { ok: true, content: "Finished.", ending: { kind: "finish", summary } };
  },
});
