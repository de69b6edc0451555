import { z } from "zod";
import { MAX_TASK_IMAGES } from "./attachments.ts";
import { MAX_PROMPT_CHARS, TaskBudget } from "./tasks.ts";

/** A user keeps at most this many. */
export const MAX_DRAFTS = 100;

/** A task that was typed and put aside. Anything but its id may be missing or unfinished. */
export const Draft = z.object({
  draft_id: z.uuid(),
  repo_full_name: z.string().max(140).nullable(),
  branch: z.string().max(255).nullable(),
  prompt: z.string().max(MAX_PROMPT_CHARS),
  provider: z.string().max(40).nullable(),
  model: z.string().max(200).nullable(),
  review_plan: z.boolean().optional(),
  auto_pr: z.boolean().optional(),
  budget: TaskBudget.optional(),
  /** Ids of attachments of the draft's user. Not checked before a task is made of it. */
  images: z.array(z.uuid()).max(MAX_TASK_IMAGES).optional(),
  updated_at: z.iso.datetime(),
});
export type Draft = z.infer<typeof Draft>;
export const DraftList = z.object({ items: z.array(Draft) });
export type DraftList = z.infer<typeof DraftList>;
export const PutDraft = Draft.omit({ draft_id: true, updated_at: true });
export type PutDraft = z.infer<typeof PutDraft>;
