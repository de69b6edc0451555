import { z } from "zod";
import { performEdit } from "./perform-edit.ts";
import { defineTool } from "./tool.ts";

export const deleteFile = defineTool({
  name: "delete",
  description: "Deletes a file that the approved plan names.",
  args: z.object({ path: z.string().describe("Path relative to the repository's root") }),
  safe: false,
  run: ({ path }, context) => performEdit("delete", { kind: "delete", path }, context),
});
