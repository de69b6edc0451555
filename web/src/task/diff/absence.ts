import type { FileDiffMetadata } from "@pierre/diffs";
import type { FileDiff } from "../../../../worker/protocol/index.ts";
// Not from the index, which would bring zod and all schemas into this chunk.
import { isLockFile } from "../../../../worker/protocol/lock-files.ts";
import { isGenerated } from "./files.ts";

/** Why the lines of a file are not shown, in words. */
export interface Absence {
  readonly text: string;
  /** There are lines, and a click shows them. */
  readonly mayShow: boolean;
}

/** A file with more changed lines than this waits for a click. */
export const LARGE_LINES = 1_500;

const BINARY = {
  added: "Binary file added.",
  modified: "Binary file changed.",
  deleted: "Binary file deleted.",
};

/** Null for a file whose lines are shown at once. `onlyWhitespace`: its other changes are none. */
export function absenceOf(
  { file, whole }: { file: FileDiff; whole: Pick<FileDiffMetadata, "hunks" | "mode" | "prevMode"> },
  onlyWhitespace: boolean,
): Absence | null {
  const fixed = (text: string): Absence => ({ text, mayShow: false });
  if (file.binary) return fixed(BINARY[file.status]);
  if (onlyWhitespace) return fixed("Only whitespace changed.");
  if (whole.hunks.length === 0) return fixed(emptyText(file, whole));
  const lines = file.additions + file.deletions;
  const changed = `${lines.toLocaleString("en")} ${lines === 1 ? "line" : "lines"} changed`;
  if (isLockFile(file.path)) return { text: `Lock file, ${changed}`, mayShow: true };
  if (isGenerated(file.path)) return { text: `Generated file, ${changed}`, mayShow: true };
  return lines > LARGE_LINES ? { text: `Large diff, ${changed}`, mayShow: true } : null;
}

function emptyText(file: FileDiff, whole: Pick<FileDiffMetadata, "mode" | "prevMode">): string {
  if (file.additions + file.deletions > 0) return "The lines of this file cannot be shown here.";
  if (file.status !== "modified")
    return file.status === "added" ? "Empty file added." : "Empty file deleted.";
  if (whole.prevMode && whole.mode && whole.prevMode !== whole.mode)
    return `Only the file mode changed, from ${whole.prevMode} to ${whole.mode}.`;
  return "No lines changed.";
}
