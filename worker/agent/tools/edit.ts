import { z } from "zod";
import { EXECUTABLE, performEdit } from "./perform-edit.ts";
import { defineTool } from "./tool.ts";

export const edit = defineTool({
  name: "edit",
  description:
    "Changes a file: each edit replaces `old` by `new`, in order, all or none. `old` is copied exactly from the file, with " +
    "its indentation, without line numbers, and stands there once (add lines around it) unless replace_all.",
  args: z.object({
    path: z.string(),
    edits: z
      .array(z.object({ old: z.string(), new: z.string(), replace_all: z.boolean().optional() }))
      .max(100)
      .default([]),
    executable: EXECUTABLE,
  }),
  safe: false,
  run: (args, context) => performEdit("edit", { kind: "edit", ...args }, context),
});
