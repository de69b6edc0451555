import { z } from "zod";
import { EXECUTABLE, performEdit } from "./perform-edit.ts";
import { defineTool } from "./tool.ts";

export const write = defineTool({
  name: "write",
  description:
    "Creates a file, or replaces all of one that you have read. `content` is the whole file, nothing left out, " +
    "with the newline after its last line. " +
    "To change a part of a file, use edit.",
  args: z.object({
    path: z.string().describe("Path relative to the repository's root"),
    content: z.string(),
    executable: EXECUTABLE,
  }),
  safe: false,
  run: (args, context) => performEdit("write", { kind: "write", ...args }, context),
});
