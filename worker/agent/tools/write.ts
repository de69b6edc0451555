import { z } from "zod";
import { hasElision } from "../edit/apply-edits.ts";
import { MAX_FILE_BYTES } from "../edit/text-file.ts";
import { admit, changed } from "./change.ts";
import { reportTool } from "./events.ts";
import { defineTool, refuse } from "./tool.ts";

export const write = defineTool({
  name: "write",
  description:
    "Creates a file, or replaces all of one that you have read. `content` is the whole file, nothing left out. " +
    "To change a part of a file, use edit.",
  args: z.object({
    path: z.string().describe("Path relative to the repository's root"),
    content: z.string(),
  }),
  safe: false,
  async run(args, context) {
    const { host, workspace } = context;
    const admitted = admit("write", args.path, context);
    if ("refusal" in admitted) return admitted.refusal;
    const { path } = admitted;
    const fail = (reason: string) => {
      reportTool(host, "write", path, false, reason);
      return refuse(reason);
    };
    if (new TextEncoder().encode(args.content).length > MAX_FILE_BYTES)
      return fail("`content` is larger than 1 MiB.");
    if (args.content.includes("\0")) return fail("`content` must be text.");
    const found = await workspace.read(path);
    if (!found.ok && !found.missing) return fail(found.reason);
    const before = found.ok ? found.file : { text: "", crlf: false, bom: false };
    if (hasElision(args.content, before.text)) {
      return fail(
        "`content` leaves out code behind a comment like `... rest of code ...`. Write the whole file.",
      );
    }
    if (found.ok && (await workspace.knowledge(path)) !== "current") {
      return fail(
        `${path} exists and you have not read it as it stands; read it first. Nothing was written.`,
      );
    }
    const text = inFormOf(args.content, before.text);
    if (found.ok && text === before.text) return fail(`${path} has exactly this content already.`);
    const blocked = found.ok ? null : await blockedParent(path, workspace);
    if (blocked) return fail(blocked);
    await workspace.write(path, { ...before, text });
    return changed(found.ok ? "modify" : "create", path, before.text, text, context);
  },
});

/** LF line ends, no BOM, and a line end at the very end if the file had one. */
function inFormOf(content: string, before: string): string {
  const text = content.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  const wantsEnd = before === "" || before.endsWith("\n");
  return wantsEnd && text !== "" && !text.endsWith("\n") ? `${text}\n` : text;
}

/** A folder on the way that is a file. */
async function blockedParent(
  path: string,
  workspace: { locate(path: string): Promise<{ kind: string }> },
): Promise<string | null> {
  const parts = path.split("/").slice(0, -1);
  for (let length = 1; length <= parts.length; length += 1) {
    const folder = parts.slice(0, length).join("/");
    const found = await workspace.locate(folder);
    if (found.kind === "missing") return null;
    if (found.kind !== "directory") return `${folder} is not a folder.`;
  }
  return null;
}
