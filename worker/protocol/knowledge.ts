import { z } from "zod";
import { RepoFullName } from "./tasks.ts";

/** The database refuses more, whoever writes. */
export const MAX_KNOWLEDGE_PER_REPO = 200;
const MAX_TEXT_CHARS = 2000;

/** `command`: one that worked here (install, build, test). `convention`: how things are done in this repository. */
export const KnowledgeKind = z.enum(["command", "convention"]);
export type KnowledgeKind = z.infer<typeof KnowledgeKind>;

const KnowledgeText = z
  .string()
  .trim()
  .min(1, "must not be empty")
  .max(MAX_TEXT_CHARS, `must be at most ${MAX_TEXT_CHARS} characters`)
  .refine((text) => !/[^\P{Cc}\t\n\r]/u.test(text), "must be text, not binary data");

/** One thing known about a repository, used by later tasks of the same user. */
export const KnowledgeItem = z.object({
  id: z.uuid(),
  repo_full_name: z.string(),
  kind: KnowledgeKind,
  text: z.string(),
  /** The task that learned it; null where the user wrote it, or the task is gone. */
  source_task: z.uuid().nullable(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});
export type KnowledgeItem = z.infer<typeof KnowledgeItem>;

/** Oldest first. */
export const KnowledgeList = z.object({ items: z.array(KnowledgeItem) });
export type KnowledgeList = z.infer<typeof KnowledgeList>;

export const PutKnowledge = z.object({
  repo_full_name: RepoFullName,
  kind: KnowledgeKind,
  text: KnowledgeText,
});
export type PutKnowledge = z.infer<typeof PutKnowledge>;

export const EditKnowledge = PutKnowledge.pick({ text: true });
export type EditKnowledge = z.infer<typeof EditKnowledge>;
