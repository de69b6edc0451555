import { z } from "zod";
import { Claim } from "../../protocol/index.ts";
import { defineTool } from "./tool.ts";

/** Ends an editing run. What the user is told of it is decided by what the files show. */
export const finish = defineTool({
  name: "finish",
  description:
    "Ends the work, once every step is done or cannot be. Call it alone, after the results of other calls.",
  args: z.object({
    title: z
      .string()
      .max(300)
      .default("")
      .describe("Of all rounds' change: imperative, at most 72 characters, in the log's style"),
    summary: z.string().max(8000).describe("What this run changed and why, for the pull request"),
    not_done: z.string().max(4000).default("").describe("What was asked and is not done, and why"),
    claims: z
      .array(Claim)
      .max(20)
      .default([])
      .describe("What works now, by ids of commands (c1) or names of tests"),
  }),
  safe: true,
  speaks: true,
  ends: true,
  async run({ title, summary, not_done, claims }, { host }) {
    host.commandPort?.claim(claims);
    const words = { title: title.trim(), summary: summary.trim(), notDone: not_done.trim() };
    return { ok: true, content: "Finished.", ending: { kind: "finish", ...words } };
  },
});
