/** Pure: the files of a change as the API lists them, from what git prints. */
import { isInScope } from "../agent/index.ts";
import { type DiffStat, type FileDiff, type Plan, pathKey } from "../protocol/index.ts";
import type { FileStat } from "../sandbox/git-output.ts";
import { splitPatch } from "../store/patch.ts";

/** `patch` and `stats` are of the same two trees. Without a plan nothing counts as outside it. */
export function fileDiffs(stats: FileStat[], patch: string, plan: Plan | null): FileDiff[] {
  const pieces = splitPatch(patch);
  return stats.map(({ path, additions, deletions }) => ({
    path,
    status: statusIn(pieces.get(path) ?? ""),
    additions: additions ?? 0,
    deletions: deletions ?? 0,
    binary: additions === null,
    plan_steps: (plan?.steps ?? [])
      .filter((step) => step.files.some((file) => pathKey(file.path) === pathKey(path)))
      .map((step) => step.id),
    out_of_plan: plan !== null && !isInScope(plan, path),
  }));
}

/** The second line of a piece says it; the first names the path twice and may be long. */
function statusIn(piece: string): FileDiff["status"] {
  const from = piece.indexOf("\n") + 1;
  const header = piece.slice(from, from + 40);
  if (header.startsWith("new file mode")) return "added";
  return header.startsWith("deleted file mode") ? "deleted" : "modified";
}

/** The diffs of whole files that have room in `maxChars`, in their order. */
export function shownPatch(patch: string, maxChars: number): string {
  if (patch.length <= maxChars) return patch;
  let chars = 0;
  const shown: string[] = [];
  for (const piece of splitPatch(patch).values()) {
    if (chars + piece.length > maxChars) continue;
    chars += piece.length;
    shown.push(piece);
  }
  return shown.join("");
}

export const diffStatOf = (files: FileDiff[]): DiffStat => ({
  files: files.length,
  additions: files.reduce((sum, file) => sum + file.additions, 0),
  deletions: files.reduce((sum, file) => sum + file.deletions, 0),
});
