import type { Draft, PutDraft } from "../protocol/index.ts";
import { MAX_DRAFTS } from "../protocol/index.ts";
import type { UserClient } from "./client.ts";
import { dataOf } from "./failure.ts";
import type { DraftRow } from "./rows.ts";
import { isoTime, toPostgresText } from "./text.ts";

const COLUMNS =
  "draft_id, repo_full_name, branch, prompt, provider, model, review_plan, auto_pr, budget, images, updated_at";
/** Raised by the trigger of task_drafts. */
const TOO_MANY = "PT409";

/** The caller's drafts, last changed first. */
export async function listDrafts(client: UserClient, userId: string): Promise<Draft[]> {
  const query = client.from("task_drafts").select(COLUMNS).eq("user_id", userId);
  const sorted = query.order("updated_at", { ascending: false }).order("draft_id");
  return dataOf("list drafts", await sorted.limit(MAX_DRAFTS)).map(draftOf);
}

/**
 * Stores the draft, in place of an earlier one with the same id. `full` when the caller has MAX_DRAFTS others. An id is
 * the caller's own: the same one may be another user's as well.
 */
export async function putDraft(
  client: UserClient,
  userId: string,
  id: string,
  draft: PutDraft,
): Promise<Draft | "full"> {
  const { repo_full_name, branch, prompt, provider, model } = draft;
  const row = toPostgresText({
    user_id: userId,
    draft_id: id,
    repo_full_name,
    branch,
    prompt,
    provider,
    model,
    review_plan: draft.review_plan ?? true,
    auto_pr: draft.auto_pr ?? false,
    budget: draft.budget ?? null,
    images: draft.images ?? [],
  });
  const upsert = client.from("task_drafts").upsert(row, { onConflict: "user_id,draft_id" });
  const answer = await upsert.select(COLUMNS).single();
  if (answer.error?.code === TOO_MANY) return "full";
  return draftOf(dataOf("store draft", answer));
}

/** Deletes a draft of the caller; nothing happens if there is none. */
export async function deleteDraft(client: UserClient, userId: string, id: string): Promise<void> {
  const gone = client.from("task_drafts").delete().eq("user_id", userId).eq("draft_id", id);
  dataOf("delete draft", await gone);
}

const draftOf = ({ budget, ...row }: Omit<DraftRow, "user_id">): Draft => ({
  ...row,
  ...(budget && { budget }),
  updated_at: isoTime(row.updated_at),
});
