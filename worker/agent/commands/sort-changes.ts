import type { Plan } from "../../protocol/index.ts";
import { repositoryPath } from "../edit/path.ts";
import { mayChange } from "../tools/change.ts";
import type { TreeChange } from "../types.ts";

export interface SortedChanges {
  /** Part of the task's change from now on. */
  kept: TreeChange[];
  /** Not covered by the approved plan: taken back. */
  undone: TreeChange[];
}

/**
 * What of a command's changes the approved plan covers: its files, tests and lock files. `plan` is null while planning,
 * when nothing is kept.
 */
export function sortChanges(changes: readonly TreeChange[], plan: Pick<Plan, "steps"> | null): SortedChanges {
  const kept = changes.filter((change) => plan !== null && isCovered(change, plan));
  return { kept, undone: changes.filter((change) => !kept.includes(change)) };
}

function isCovered({ path, kind, file }: TreeChange, plan: Pick<Plan, "steps">): boolean {
  // A name that is no text, or that leads elsewhere, cannot be published.
  if (file === "other" || repositoryPath(path) !== path || !path.isWellFormed()) return false;
  return mayChange(kind === "deleted" ? "delete" : "edit", plan, path);
}
