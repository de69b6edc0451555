import type { TaskState, TaskSummary } from "../../../worker/protocol/index.ts";

export type SectionId = "needs_you" | "review" | "running" | "drafts" | "done" | "older" | "archived";

export const SECTION_TITLE: Record<SectionId, string> = {
  needs_you: "Needs you",
  review: "Ready for review",
  running: "Running",
  drafts: "Drafts",
  done: "Done",
  older: "Older",
  archived: "Archived",
};

/** The order on the page: what needs the user comes first. */
export const SECTION_ORDER: readonly SectionId[] = [
  "needs_you",
  "review",
  "running",
  "drafts",
  "done",
  "older",
  "archived",
];

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

/** Failed and completed tasks are listed as recent for this long, then as older ones. */
const FRESH_MS = 7 * 24 * 60 * 60 * 1_000;

/** The section of a task. Archived ones have a section of their own, whatever their state. */
export function sectionOf(
  task: Pick<TaskSummary, "state" | "updated_at" | "archived_at" | "asks">,
  now: number,
): SectionId {
  if (task.archived_at !== null) return "archived";
  if (task.asks) return "needs_you";
  const section = SECTION[task.state];
  const old = now - Date.parse(task.updated_at) > FRESH_MS;
  return old && (section === "done" || task.state === "failed") ? "older" : section;
}
