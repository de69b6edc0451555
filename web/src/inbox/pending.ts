import { createRoot, createSignal } from "solid-js";
import type { InboxView } from "./filters.ts";

/** A change that the user asked for and the Worker has not confirmed yet. */
export type PendingChange = "archive" | "restore" | "stop" | "approve" | "delete";

const [changes, setChanges] = createRoot(() => createSignal<ReadonlyMap<string, PendingChange>>(new Map()));

/**
 * Optimistic changes, applied on top of the last answer of the Worker: an answer in flight cannot undo them, and
 * removing one restores the row.
 */
export const pendingChange = (id: string): PendingChange | undefined => changes().get(id);

export function setPending(ids: readonly string[], change: PendingChange | null): void {
  const next = new Map(changes());
  for (const id of ids) {
    if (change === null) next.delete(id);
    else next.set(id, change);
  }
  setChanges(next);
}

/** Whether the change takes the task or draft out of this view of the list. */
export function isLeaving(id: string, view: InboxView): boolean {
  const change = pendingChange(id);
  return change === "delete" || change === (view === "archived" ? "restore" : "archive");
}
