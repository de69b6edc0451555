import { z } from "zod";
import { Claim } from "../../protocol/index.ts";
import { defineTool } from "./tool.ts";

/** Ends an editing run. What the user is told of it is decided by what the files show. */
export const finish = defineTool({
  name: "finish",
  description:
    "Ends the work, once every step of the plan is done or cannot be done. Call it alone, after you have seen the results of " +
    "your other calls.",
  args: z.object({
    title: z
      .string()
      .max(300)
      .default("")
      .describe(
        "Title of the whole change, of all rounds, for its pull request and commit: imperative, at most 72 characters, in the style of this repository's log",
      ),
    summary: z
      .string()
      .max(8000)
      .describe("For the user and the pull request: what this run changed and why. A few sentences."),
    not_done: z
      .string()
      .max(4000)
      .default("")
      .describe("What was asked or planned and is not done, and why. Leave it out if everything is done."),
    claims: z
      .array(Claim)
      .max(20)
      .default([])
      .describe("What works now, each with ids of commands (c1) or names of tests that show it"),
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
