import { z } from "zod";
import { admit, changed } from "./change.ts";
import { reportTool } from "./events.ts";
import { defineTool, refuse } from "./tool.ts";

export const deleteFile = defineTool({
  name: "delete",
  description: "Deletes a file that the approved plan names.",
  args: z.object({ path: z.string().describe("Path relative to the repository's root") }),
  safe: false,
  async run(args, context) {
    const admitted = admit("delete", args.path, context);
    if ("refusal" in admitted) return admitted.refusal;
    const { path } = admitted;
    const { host, workspace } = context;
    const found = await workspace.locate(path);
    if (found.kind !== "file") {
      const reason = found.kind === "refused" ? found.reason : `${path} is not a file that exists.`;
      reportTool(host, "delete", path, false, reason);
      return refuse(reason);
    }
    const before = await workspace.read(path);
    await workspace.remove(path);
    // A binary or very large file has no lines to show.
    return changed("delete", path, before.ok ? before.file.text : "", "", context);
  },
});
