import type { HunkRef } from "../../../../../worker/protocol/index.ts";
import { showToast } from "../../../ui/toast.ts";
import type { TaskModel } from "../../model.ts";
import type { Hunk } from "../hunks.ts";

const refOf = ({ old, new: now }: Hunk): HunkRef => ({
  old_start: old.start,
  old_lines: old.count,
  new_start: now.start,
  new_lines: now.count,
});

/** Takes a file, or one of its hunks, out of the change that is shown; the agent is not asked. */
export async function undoPart(
  task: TaskModel,
  tree: string,
  { path, hunk }: { path: string; hunk: Hunk | undefined },
): Promise<void> {
  const part = hunk ? { path, hunks: [refOf(hunk)] } : { path };
  if (!(await task.commands.undo({ tree, parts: [part] }))) return;
  await showToast({
    text: hunk ? `Undid a part of ${path}` : `Undid the change to ${path}`,
    detail: "No test has run on what is left.",
    action: { label: "Bring back", run: () => redoLast(task) },
  });
}

/** Brings back what was undone last. */
export function redoLast(task: TaskModel): void {
  if (task.may("redo")) void task.commands.redo({ tree: task.view()?.tree ?? null });
}
