import type { TaskSummary } from "../../../worker/protocol/index.ts";
import { createShortcuts } from "../ui/shortcut.ts";
import type { MenuPlace } from "./list-section.tsx";
import type { Row } from "./rows.ts";
import type { Selection } from "./selection.ts";

interface InboxKeys {
  rows: () => ReadonlyMap<string, Row>;
  selection: Selection;
  openMenu: (row: Row, place: MenuPlace) => void;
  archive: (tasks: readonly TaskSummary[]) => void;
  stop: (tasks: readonly TaskSummary[]) => void;
  approve: (task: TaskSummary) => void;
}

/** The rows in the document, in the order in which they stand there. */
export const rowElements = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("[data-row]")];

/** The id of the row that has the focus, also where a button of the row has it. */
export function focusedRow(): string | null {
  const line = document.activeElement?.closest("li");
  return line?.querySelector<HTMLElement>("[data-row]")?.dataset.row ?? null;
}

export const focusRow = (id: string): void =>
  document.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`)?.focus();

/** Moves the focus by one row; gives the id it was on and the one it is on. */
function step(by: 1 | -1): { from: string | null; to: string } | null {
  const ids = rowElements().map((row) => row.dataset.row ?? "");
  const from = focusedRow();
  const at = from === null ? -1 : ids.indexOf(from);
  const to = ids[at === -1 ? 0 : Math.min(Math.max(at + by, 0), ids.length - 1)];
  if (to === undefined) return null;
  focusRow(to);
  return { from, to };
}

/** The single keys of the list: move, select, act on what is selected, else on the row with the focus. */
export function createInboxKeys(keys: InboxKeys): void {
  const { selection } = keys;
  const current = () => keys.rows().get(focusedRow() ?? "");
  const targets = (): TaskSummary[] => {
    const ids = selection.ids();
    const rows = ids.length > 0 ? ids.map((id) => keys.rows().get(id)) : [current()];
    return rows.flatMap((row) => (row?.task ? [row.task] : []));
  };
  const onTargets = (act: (tasks: readonly TaskSummary[]) => void) => () => {
    const tasks = targets();
    if (tasks.length === 0) return false;
    act(tasks);
    return true;
  };
  const extend = (by: 1 | -1) => () => {
    const moved = step(by);
    if (moved) selection.extend(moved.to, moved.from ?? moved.to);
  };
  createShortcuts({
    j: () => step(1) !== null,
    k: () => step(-1) !== null,
    "Shift+j": extend(1),
    "Shift+k": extend(-1),
    x: () => {
      const task = current()?.task;
      if (!task) return false;
      selection.toggle(task.task_id);
      return true;
    },
    Escape: () => {
      if (selection.ids().length === 0) return false;
      selection.clear();
      return true;
    },
    e: onTargets(keys.archive),
    s: onTargets(keys.stop),
    "Shift+a": () => {
      const task = current()?.task;
      if (task?.state !== "awaiting_approval") return false;
      keys.approve(task);
      return true;
    },
    ".": () => {
      const row = current();
      const box = document.activeElement?.closest("li")?.getBoundingClientRect();
      if (!row || !box) return false;
      keys.openMenu(row, { x: box.left + 32, y: box.bottom });
      return true;
    },
  });
}
