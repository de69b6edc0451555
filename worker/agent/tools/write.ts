import { z } from "zod";
import { EXECUTABLE, performEdit } from "./perform-edit.ts";
import { defineTool } from "./tool.ts";

export const write = defineTool({
  name: "write",
  description:
    "Creates a file, or replaces one that you have read. `content` is all of it, with the newline after its last line.",
  args: z.object({
    path: z.string(),
    content: z.string(),
    executable: EXECUTABLE,
  }),
  safe: false,
  run: (args, context) => performEdit("write", { kind: "write", ...args }, context),
});
