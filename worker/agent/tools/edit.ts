import { z } from "zod";
import { applyEdits } from "../edit/apply-edits.ts";
import { countLines, numberedLines } from "../edit/numbered.ts";
import { admit, changed } from "./change.ts";
import { reportTool } from "./events.ts";
import { defineTool, refuse } from "./tool.ts";

const FRESH_LINES = 200;

export const edit = defineTool({
  name: "edit",
  description:
    "Changes a file that you have read. Each edit replaces `old` by `new`; `old` must be copied exactly from the file, " +
    "without line numbers, with its indentation, and must stand there once (add lines around it) unless replace_all is true. " +
    "Edits are applied in order, all or none.",
  args: z.object({
    path: z.string().describe("Path relative to the repository's root"),
    edits: z
      .array(z.object({ old: z.string(), new: z.string(), replace_all: z.boolean().optional() }))
      .min(1)
      .max(100),
  }),
  safe: false,
  async run(args, context) {
    const { host, workspace } = context;
    const admitted = admit("edit", args.path, context);
    if ("refusal" in admitted) return admitted.refusal;
    const { path } = admitted;
    const fail = (reason: string) => {
      reportTool(host, "edit", path, false, reason);
      return refuse(reason);
    };
    const found = await workspace.read(path);
    if (!found.ok) return fail(found.missing ? `${found.reason} To create it, use write.` : found.reason);
    const knowledge = await workspace.knowledge(path);
    if (knowledge !== "current") {
      await workspace.remember(path, found.file);
      const why =
        knowledge === "unread" ? "You have not read this file yet" : "The file changed since you read it";
      const total = countLines(found.file.text);
      const to = Math.min(total, FRESH_LINES);
      return fail(
        `${why}; nothing was written. ${path} (lines 1-${to} of ${total})\n${numberedLines(found.file.text, 1, to)}`,
      );
    }
    const result = applyEdits(found.file.text, args.edits);
    if (!result.ok) return fail(result.message);
    await workspace.write(path, { ...found.file, text: result.text });
    return changed("modify", path, found.file.text, result.text, context);
  },
});
