import { createEffect, createMemo, createSignal, on } from "solid-js";
import type { NewTask, TaskRef } from "../../../worker/protocol/index.ts";
import { asFailure, request } from "../api/client.ts";
import { queryClient } from "../api/queries.ts";
import { checkDraft, type Draft, type DraftProblems } from "./draft/draft.ts";
import { budgetOf } from "./limits/budget.ts";
import type { Refusal } from "./refusal.ts";

const bodyOf = (draft: Draft): NewTask => ({
  repo_full_name: draft.repo,
  branch: draft.branch,
  prompt: draft.prompt,
  provider: draft.provider,
  model: draft.model,
  review_plan: draft.reviewPlan,
  auto_pr: draft.autoPr,
  ...(draft.allowReadOnly && { allow_read_only: true }),
  ...(draft.images.length > 0 && { images: draft.images.map(({ id }) => id) }),
  ...(budgetOf(draft) && { budget: budgetOf(draft) }),
});

async function refusalFrom(error: unknown): Promise<Refusal> {
  const failure = asFailure(error);
  // Without a connection the chunk cannot be loaded either.
  return import("./refusal.ts").then(
    ({ refusalOf }) => refusalOf(failure),
    () => ({ fields: {}, whole: failure, readOnly: false }),
  );
}

/** Fields that the form fills itself once their lists are loaded. */
function stillLoading(draft: Draft): boolean {
  const missing = Object.keys(checkDraft(draft));
  const loads = (list: string) => queryClient.isFetching({ queryKey: [list] }) > 0;
  return (
    missing.length > 0 &&
    missing.every(
      (field) => (field === "model" && loads("models")) || (field === "branch" && loads("branches")),
    )
  );
}

/** Resolves once these lists are loaded and the form has taken its values from them. */
function listsLoaded(draft: Draft): Promise<void> {
  return new Promise((resolve) => {
    const unsubscribe = queryClient.getQueryCache().subscribe(() => {
      // Deferred: the fields take their values from the same notification.
      setTimeout(() => {
        if (stillLoading(draft)) return;
        unsubscribe();
        resolve();
      });
    });
  });
}

/**
 * Sends the draft as a new task, once: the same text sent again carries the same key, so that a lost
 * answer does not start two tasks. `onCreated` gets the id.
 */
export function createSubmission(draft: Draft, onCreated: (taskId: string) => void) {
  const [tried, setTried] = createSignal(false);
  // After the first try the problems follow the typing.
  const problems = createMemo<DraftProblems>(() => (tried() ? checkDraft(draft) : {}));
  const [refused, setRefused] = createSignal<Refusal | null>(null);
  const [sending, setSending] = createSignal(false);
  let attempt = { body: "", key: "" };
  // A refusal is void once the draft has changed.
  createEffect(
    on(
      () => JSON.stringify(bodyOf(draft)),
      () => setRefused(null),
      { defer: true },
    ),
  );

  const submit = async () => {
    if (sending()) return;
    setRefused(null);
    if (stillLoading(draft)) {
      setSending(true);
      await listsLoaded(draft);
      setSending(false);
    }
    setTried(true);
    if (Object.keys(checkDraft(draft)).length > 0) return;
    const body = bodyOf(draft);
    const text = JSON.stringify(body);
    if (attempt.body !== text) attempt = { body: text, key: crypto.randomUUID() };
    setSending(true);
    try {
      const ref = await request<TaskRef>("/api/tasks", { method: "POST", body, idempotencyKey: attempt.key });
      void queryClient.invalidateQueries({ queryKey: ["tasks"] });
      onCreated(ref.task_id);
    } catch (error) {
      setRefused(await refusalFrom(error));
      setSending(false);
    }
  };

  /** What is wrong with `field`: found here, or said by the server. */
  const problem = (field: keyof DraftProblems): string | null =>
    problems()[field] ?? refused()?.fields[field] ?? null;
  const clear = () => {
    setTried(false);
    setRefused(null);
  };
  /** `refusal`: one that belongs to no field. */
  const refusal = () => refused()?.whole ?? null;
  return { submit, sending, problem, refusal, readOnly: () => refused()?.readOnly ?? false, clear };
}
