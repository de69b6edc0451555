import type { Draft, TaskSummary } from "../../../worker/protocol/index.ts";
import { SECTION_ORDER, type SectionId, sectionOf } from "./sections.ts";

/** One line of the list: a task, or a draft of one. */
export type Row =
  | { id: string; at: string; task: TaskSummary; draft?: undefined }
  | { id: string; at: string; draft: Draft; task?: undefined };

export const taskRow = (task: TaskSummary): Row => ({ id: task.task_id, at: task.updated_at, task });
export const draftRow = (draft: Draft): Row => ({ id: draft.draft_id, at: draft.updated_at, draft });

/** Sections with the ids of their rows, both in the order on the page. */
export type Arrangement = readonly { id: SectionId; ids: readonly string[] }[];

/** The rows by section, newest change first; empty sections are left out. Pure. */
export function arrange(rows: readonly Row[], now: number): Arrangement {
  const byId = new Map<SectionId, Row[]>(SECTION_ORDER.map((id) => [id, []]));
  for (const row of rows) byId.get(row.task ? sectionOf(row.task, now) : "drafts")?.push(row);
  return SECTION_ORDER.flatMap((id) => {
    const found = byId.get(id) ?? [];
    if (found.length === 0) return [];
    return [{ id, ids: found.sort((a, b) => Date.parse(b.at) - Date.parse(a.at)).map((row) => row.id) }];
  });
}

export interface HeldRows {
  shown: Arrangement;
  /** What waits to be shown: rows that are not there yet, and rows that belong elsewhere by now. */
  added: number;
  moved: number;
}

/**
 * The list while its rows must not move: rows keep their place in `shown`, removed ones leave, and new ones in `fresh`
 * are only counted. Pure.
 */
export function keepInPlace(shown: Arrangement, fresh: Arrangement): HeldRows {
  const now = new Map(fresh.flatMap((section) => section.ids.map((id) => [id, section.id])));
  const kept = shown
    .map((section) => ({ id: section.id, ids: section.ids.filter((id) => now.has(id)) }))
    .filter((section) => section.ids.length > 0);
  const before = new Map(kept.flatMap((section) => section.ids.map((id) => [id, section.id])));
  const places = [...now].map(([id, section]) => [before.get(id), section]);
  return {
    shown: kept,
    added: places.filter(([was]) => was === undefined).length,
    moved: places.filter(([was, is]) => was !== undefined && was !== is).length,
  };
}

/** The row to go to when `id` is no longer in the list: the next that still is, else the one before. Pure. */
export function neighbour(id: string, before: readonly string[], after: readonly string[]): string | null {
  if (after.includes(id)) return id;
  const at = before.indexOf(id);
  if (at === -1) return null;
  const still = (other: string) => after.includes(other);
  return before.slice(at).find(still) ?? before.slice(0, at).findLast(still) ?? null;
}

/** The ids from `from` to `to`, both included, whichever comes first. */
export function between(ids: readonly string[], from: string, to: string): readonly string[] {
  const [a, b] = [ids.indexOf(from), ids.indexOf(to)];
  if (a === -1 || b === -1) return [to];
  return ids.slice(Math.min(a, b), Math.max(a, b) + 1);
}
