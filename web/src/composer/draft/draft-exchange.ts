/** A draft between the form and the server. Loaded when one is saved or opened. */
import type { NewTask, PutDraft, Draft as SavedDraft } from "../../../../worker/protocol/index.ts";
import { request } from "../../api/client.ts";
import type { Draft } from "./draft.ts";

const draftPath = (id: string): string => `/api/drafts/${encodeURIComponent(id)}`;

export const putDraft = (id: string, body: PutDraft): Promise<SavedDraft> =>
  request<SavedDraft>(draftPath(id), { method: "PUT", body });

export const deleteDraft = (id: string): Promise<void> => request<void>(draftPath(id), { method: "DELETE" });

const orNull = (text: string): string | null => (text === "" ? null : text);

/** The draft as the server keeps it, `budget` being its limits, and without a limit that is no number yet. */
export function toSaved(draft: Draft, budget: NewTask["budget"]): PutDraft {
  const { max_cost_usd, max_tokens, max_minutes, max_model_calls } = budget ?? {};
  const limit = (value: number | null | undefined) => (value && Number.isFinite(value) ? value : null);
  return {
    repo_full_name: orNull(draft.repo),
    branch: orNull(draft.branch),
    prompt: draft.prompt,
    provider: orNull(draft.provider),
    model: orNull(draft.model),
    review_plan: draft.reviewPlan,
    auto_pr: draft.autoPr,
    images: draft.images.map(({ id }) => id),
    budget: {
      max_cost_usd: limit(max_cost_usd),
      max_tokens: limit(max_tokens),
      max_minutes: limit(max_minutes),
      max_model_calls: limit(max_model_calls),
    },
  };
}

/** A draft of the server as the form holds it. What its images were called is not kept. */
export const fromSaved = ({ budget, ...saved }: SavedDraft): Draft => ({
  repo: saved.repo_full_name ?? "",
  branch: saved.branch ?? "",
  prompt: saved.prompt,
  provider: saved.provider ?? "",
  model: saved.model ?? "",
  reviewPlan: saved.review_plan ?? true,
  autoPr: saved.auto_pr ?? false,
  // Not restored: the confirmation holds for one repository at one time.
  allowReadOnly: false,
  images: (saved.images ?? []).map((id, index) => ({ id, name: `Image ${index + 1}` })),
  maxCostUsd: String(budget?.max_cost_usd ?? ""),
  maxTokens: String(budget?.max_tokens ?? ""),
  maxMinutes: String(budget?.max_minutes ?? ""),
  maxModelCalls: String(budget?.max_model_calls ?? ""),
});
