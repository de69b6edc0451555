/** Pure: the files of a change as the API lists them. */
import { isInScope } from "../../agent/index.ts";
import { type DiffStat, type FileDiff, type Plan, pathKey } from "../../protocol/index.ts";
import type { StoredFile } from "./change-set.ts";

const STATUS = { A: "added", M: "modified", D: "deleted" } as const;

/** Without a plan no file counts as out of scope. Neither do files that a package manager wrote. */
export function fileDiffs(
  files: readonly StoredFile[],
  plan: Plan | null,
  machineWritten: readonly string[] = [],
): FileDiff[] {
  return files.map(({ path, status, shown: { additions, deletions, binary } }) => ({
    path,
    status: STATUS[status],
    additions,
    deletions,
    binary,
    plan_steps: (plan?.steps ?? [])
      .filter((step) => step.files.some((file) => pathKey(file.path) === pathKey(path)))
      .map((step) => step.id),
    out_of_plan: plan !== null && !isInScope(plan, path) && !machineWritten.includes(path),
    machine_written: machineWritten.includes(path),
  }));
}

export const diffStatOf = (files: FileDiff[]): DiffStat => ({
  files: files.length,
  additions: files.reduce((sum, file) => sum + file.additions, 0),
  deletions: files.reduce((sum, file) => sum + file.deletions, 0),
});
