import { z } from "zod";
import { EXECUTABLE, performEdit } from "./perform-edit.ts";
import { defineTool } from "./tool.ts";

export const edit = defineTool({
  name: "edit",
  description:
    "Changes a file. Each edit replaces `old` by `new`; `old` must be copied exactly from the file, " +
    "without line numbers, with its indentation, and must stand there once (add lines around it) unless replace_all is true. " +
    "Edits are applied in order, all or none.",
  args: z.object({
    path: z.string().describe("Path relative to the repository's root"),
    edits: z
      .array(z.object({ old: z.string(), new: z.string(), replace_all: z.boolean().optional() }))
      .max(100)
      .default([])
      .describe("May be left out where only `executable` is set"),
    executable: EXECUTABLE,
  }),
  safe: false,
  run: (args, context) => performEdit("edit", { kind: "edit", ...args }, context),
});
