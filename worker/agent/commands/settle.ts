import { fileList } from "../tools/file-list.ts";
import { storeOutput } from "../tools/kept-output.ts";
import type { ToolContext } from "../tools/tool.ts";
import { type LeftOut, readChanged, withBefore } from "./kept-change.ts";
import { sortChanges } from "./sort-changes.ts";

const MAX_PATCH_BYTES = 512 * 1024;
const MAX_NAMED = 30;

export interface Settled {
  /** What the model is told about the files. */
  text: string;
  /** Files changed that the plan covers: to be stored with the conversation. */
  edited: boolean;
}

/**
 * Compares the work tree with the last checkpoint. What the approved plan covers is recorded as part of the change; the
 * rest is kept aside as a patch and taken back.
 */
export async function settleChanges(context: ToolContext): Promise<Settled> {
  const { host, workTree, plan } = context;
  const port = host.commandPort;
  if (!port) return { text: "", edited: false };
  const { kept, undone } = sortChanges(await port.changes(), plan);
  for (const { path } of [...kept, ...undone]) workTree.forget(path);
  host.touched(
    kept.map(({ path, file }) => ({
      path,
      ...(file === "link" ? {} : { executable: file === "executable" }),
    })),
  );
  const lines: string[] = [];
  if (kept.length > 0)
    lines.push(`Files changed: ${fileList(kept, MAX_NAMED)}. Read them again before you edit them.`);
  if (undone.length > 0) {
    const patch = await port.patch(
      undone.flatMap(({ path, file }) => (file === "other" ? [] : [path])),
      MAX_PATCH_BYTES,
    );
    const read = await readChanged(undone, context);
    await port.reset();
    const { files, leftOut } = await withBefore(read, context);
    const keptId = files.length === 0 ? null : port.kept.add(files);
    const id = patch === "" ? null : await storeOutput(host, patch);
    const named = fileList(undone, MAX_NAMED);
    const why =
      plan === null
        ? "nothing may be changed while planning"
        : `the approved plan does not cover them; if the task needs them, call request_files with ${keptId === null ? "their paths" : `kept ${keptId}`}`;
    lines.push(
      `Taken back: ${named} (${why}).${id === null ? "" : ` The difference: read_output with id ${id}.`}${keptText(keptId, leftOut)}`,
    );
    host.emit({
      type: "warning",
      message: `Taken back what a command changed outside the plan: ${named}`.slice(0, 400),
      data: { code: "command_undone", detail: patch.slice(0, 8_000) || null },
    });
  }
  if (lines.length === 0) lines.push("No file changed.");
  // A reset has stored what was kept already.
  return { text: lines.join("\n"), edited: kept.length > 0 };
}

function keptText(id: string | null, leftOut: readonly LeftOut[]): string {
  const named = leftOut.slice(0, MAX_NAMED).map(({ path, reason }) => `${path} (it ${reason})`);
  const more = leftOut.length - named.length;
  const rest = more > 0 ? ` and ${more} more` : "";
  return [
    id === null ? "" : ` Kept as ${id}.`,
    leftOut.length === 0 ? "" : ` Not kept, to be made again: ${named.join(", ")}${rest}.`,
  ].join("");
}
