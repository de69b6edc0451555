import type { TaskState, TaskSummary } from "../../../worker/protocol/index.ts";

export type SectionId = "needs_you" | "review" | "running" | "done";

export const SECTION_TITLE: Record<SectionId, string> = {
  needs_you: "Needs you",
  review: "Ready for review",
  running: "Running",
  done: "Done",
};

const ORDER: readonly SectionId[] = ["needs_you", "review", "running", "done"];

const SECTION: Record<TaskState, SectionId> = {
  queued: "running",
  cloning: "running",
  analyzing: "running",
  planning: "running",
  awaiting_approval: "needs_you",
  applying: "running",
  testing: "running",
  reviewing: "review",
  publishing: "running",
  complete: "done",
  failed: "needs_you",
  cancelled: "done",
};

/** A failure asks for attention for this long; after that it is history. */
const FAILURE_FRESH_MS = 7 * 24 * 60 * 60 * 1_000;

function sectionOf(task: Pick<TaskSummary, "state" | "updated_at">, now: number): SectionId {
  if (task.state === "failed" && now - Date.parse(task.updated_at) > FAILURE_FRESH_MS) return "done";
  return SECTION[task.state];
}

export interface Section<T> {
  id: SectionId;
  tasks: T[];
}

/** The tasks by what they ask of the user, newest change first; empty sections are left out. */
export function groupTasks<T extends Pick<TaskSummary, "state" | "updated_at">>(
  tasks: readonly T[],
  now: number,
): Section<T>[] {
  const byId = new Map<SectionId, T[]>(ORDER.map((id) => [id, []]));
  for (const task of tasks) byId.get(sectionOf(task, now))?.push(task);
  return ORDER.flatMap((id) => {
    const found = byId.get(id) ?? [];
    if (found.length === 0) return [];
    return [{ id, tasks: found.sort((a, b) => Date.parse(b.updated_at) - Date.parse(a.updated_at)) }];
  });
}
