/** What is known about repositories. Every function names the user, so that the Worker's own client may call it. */
import { type KnowledgeItem, MAX_KNOWLEDGE_PER_REPO, type PutKnowledge } from "../protocol/index.ts";
import type { ServiceClient, UserClient } from "./client.ts";
import { dataOf, StoreFailure } from "./failure.ts";
import type { KnowledgeRow } from "./rows.ts";
import { isoTime, toPostgresText } from "./text.ts";

const COLUMNS = "id, repo_full_name, kind, text, source_task, created_at, updated_at";
const UNIQUE_VIOLATION = "23505";
/** Raised by the trigger of repo_knowledge. */
const TOO_MANY = "PT409";

/** What one user knows about one repository, oldest first. */
export async function listKnowledge(
  client: UserClient | ServiceClient,
  userId: string,
  repo: string,
): Promise<KnowledgeItem[]> {
  const query = client
    .from("repo_knowledge")
    .select(COLUMNS)
    .eq("user_id", userId)
    .eq("repo_full_name", repo)
    .order("created_at")
    .order("id");
  return dataOf("list knowledge", await query.limit(MAX_KNOWLEDGE_PER_REPO)).map(itemOf);
}

export interface NewKnowledge extends PutKnowledge {
  userId: string;
  /** The task that learned it. Only the service client may name one; it must be a task of this user. */
  sourceTask?: string;
}

/**
 * Adds an item. `known` when the same text is there already, with that item unchanged; `full` when the repository
 * has MAX_KNOWLEDGE_PER_REPO items. The input must have passed `PutKnowledge`.
 */
export async function addKnowledge(
  client: UserClient | ServiceClient,
  input: NewKnowledge,
): Promise<{ outcome: "added" | "known"; item: KnowledgeItem } | { outcome: "full" }> {
  const row = toPostgresText({
    user_id: input.userId,
    repo_full_name: input.repo_full_name,
    kind: input.kind,
    text: input.text,
    ...(input.sourceTask === undefined ? {} : { source_task: input.sourceTask }),
  });
  const answer = await client.from("repo_knowledge").insert(row).select(COLUMNS).single();
  if (answer.error?.code === TOO_MANY) return { outcome: "full" };
  if (answer.error?.code !== UNIQUE_VIOLATION)
    return { outcome: "added", item: itemOf(dataOf("add knowledge", answer)) };
  const items = await listKnowledge(client, input.userId, input.repo_full_name);
  const item = items.find(({ kind, text }) => kind === row.kind && text === row.text);
  // Deleted between the two requests.
  if (!item) throw new StoreFailure("unavailable", "add knowledge: it was there and is gone; try again");
  return { outcome: "known", item };
}

/** Replaces the text. `absent` for an id that is not the user's; `duplicate` when another item says the same. */
export async function updateKnowledge(
  client: UserClient,
  userId: string,
  id: string,
  text: string,
): Promise<KnowledgeItem | "absent" | "duplicate"> {
  const answer = await client
    .from("repo_knowledge")
    .update({ text: toPostgresText(text) })
    .eq("user_id", userId)
    .eq("id", id)
    .select(COLUMNS)
    .maybeSingle();
  if (answer.error?.code === UNIQUE_VIOLATION) return "duplicate";
  const row = dataOf("update knowledge", answer);
  return row === null ? "absent" : itemOf(row);
}

/** Deletes an item of the user; nothing happens if there is none. */
export async function deleteKnowledge(client: UserClient, userId: string, id: string): Promise<void> {
  dataOf("delete knowledge", await client.from("repo_knowledge").delete().eq("user_id", userId).eq("id", id));
}

const itemOf = (row: Omit<KnowledgeRow, "user_id" | "text_md5">): KnowledgeItem => ({
  ...row,
  created_at: isoTime(row.created_at),
  updated_at: isoTime(row.updated_at),
});
