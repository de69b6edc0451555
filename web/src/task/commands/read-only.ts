import type { TaskView } from "../../../../worker/protocol/index.ts";

/** Why the reader of `view` may not steer the task, in a sentence; null for who may. */
export function readOnlyReason(view: Pick<TaskView, "access">): string | null {
  switch (view.access) {
    case "viewer":
      return "You are a viewer in this organisation: you can read this task, not steer it.";
    case "link":
      return "This page is shared by link: it can be read, not steered.";
    default:
      return null;
  }
}
