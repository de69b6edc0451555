import type { FileDiff } from "../../../../worker/protocol/index.ts";
// Not from the index, which would bring zod and all schemas into this chunk.
import { isLockFile } from "../../../../worker/protocol/lock-files.ts";

/** Written by a tool, not by a person: shown folded. */
export const isGenerated = (path: string): boolean =>
  isLockFile(path) || /\.(?:min\.(?:js|css)|map)$|(?:^|\/)(?:dist|vendor)\//.test(path);

/** Out-of-plan files first, then by path; what a tool wrote comes last. */
export function orderFiles(files: readonly FileDiff[]): FileDiff[] {
  const rank = (file: FileDiff) => (file.out_of_plan ? 0 : isGenerated(file.path) ? 2 : 1);
  return [...files].sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
}
