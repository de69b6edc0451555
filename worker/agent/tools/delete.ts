import { z } from "zod";
import { performEdit } from "./perform-edit.ts";
import { defineTool } from "./tool.ts";

export const deleteFile = defineTool({
  name: "delete",
  description: "Deletes a planned file.",
  args: z.object({ path: z.string() }),
  safe: false,
  run: ({ path }, context) => performEdit("delete", { kind: "delete", path }, context),
});
