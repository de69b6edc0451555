import { createEffect, createMemo, createSignal, on, onCleanup } from "solid-js";
import { createStore, unwrap } from "solid-js/store";
import type { NewTask, TaskRef } from "../../../worker/protocol/index.ts";
import { type ApiFailure, asFailure, fieldProblem, request } from "../api/client.ts";
import { queryClient } from "../api/queries.ts";
import { budgetOf, LIMITS } from "./budget.ts";
import { afterCreation, checkDraft, type Draft, type DraftProblems, readDraft, writeDraft } from "./draft.ts";

const SAVE_AFTER_MS = 300;

/** The draft of the next task, saved a moment after each change and when the page is left. */
export function createDraft() {
  const [draft, setDraft] = createStore<Draft>({ ...readDraft(localStorage) });
  let keep = true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const save = () => {
    if (keep) writeDraft(localStorage, unwrap(draft));
  };
  const change = (next: Partial<Draft>) => {
    setDraft(next);
    clearTimeout(timer);
    timer = setTimeout(save, SAVE_AFTER_MS);
  };
  addEventListener("pagehide", save);
  onCleanup(() => {
    clearTimeout(timer);
    save();
    removeEventListener("pagehide", save);
  });
  const finish = () => {
    keep = false;
    writeDraft(localStorage, afterCreation(unwrap(draft)));
  };
  return { draft, change, finish };
}

const bodyOf = (draft: Draft): NewTask => ({
  repo_full_name: draft.repo,
  branch: draft.branch,
  prompt: draft.prompt,
  provider: draft.provider,
  model: draft.model,
  review_plan: draft.reviewPlan,
  auto_pr: draft.autoPr,
  ...(draft.images.length > 0 && { images: draft.images.map(({ id }) => id) }),
  ...(budgetOf(draft) && { budget: budgetOf(draft) }),
});

/** Which field of the form a field of the request belongs to. */
const FIELD_PATH: Record<keyof DraftProblems, string> = {
  repo: "repo_full_name",
  branch: "branch",
  prompt: "prompt",
  model: "model",
  images: "images",
  maxCostUsd: `budget.${LIMITS.maxCostUsd.path}`,
  maxTokens: `budget.${LIMITS.maxTokens.path}`,
  maxMinutes: `budget.${LIMITS.maxMinutes.path}`,
  maxModelCalls: `budget.${LIMITS.maxModelCalls.path}`,
};
/** Error codes that speak about one field. */
const CODE_FIELD: Partial<Record<string, keyof DraftProblems>> = {
  repository_not_found: "repo",
  repository_empty: "repo",
  branch_not_found: "branch",
  unknown_model: "model",
  missing_model_key: "model",
};

const isFieldFailure = (failure: ApiFailure): boolean =>
  CODE_FIELD[failure.code] !== undefined ||
  Object.values(FIELD_PATH).some((path) => fieldProblem(failure, path) !== null);

/**
 * Sends the draft as a new task, once: the same text sent again carries the same key, so that a lost
 * answer does not start two tasks. `onCreated` gets the id.
 */
export function createSubmission(draft: Draft, onCreated: (taskId: string) => void) {
  const [tried, setTried] = createSignal(false);
  // After the first try the problems follow the typing.
  const problems = createMemo<DraftProblems>(() => (tried() ? checkDraft(draft) : {}));
  const [failure, setFailure] = createSignal<ApiFailure | null>(null);
  const [sending, setSending] = createSignal(false);
  let attempt = { body: "", key: "" };
  // What the server refused is not what stands there once the draft has changed.
  createEffect(
    on(
      () => JSON.stringify(bodyOf(draft)),
      () => setFailure(null),
      { defer: true },
    ),
  );

  const submit = async () => {
    if (sending()) return;
    setFailure(null);
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
      setFailure(asFailure(error));
      setSending(false);
    }
  };

  /** What is wrong with `field`: found here, or said by the server. */
  const problem = (field: keyof DraftProblems): string | null => {
    const refused = failure();
    const coded = refused && CODE_FIELD[refused.code] === field ? refused.message : null;
    return problems()[field] ?? fieldProblem(refused, FIELD_PATH[field]) ?? coded;
  };
  /** A refusal that belongs to no field. */
  const refusal = (): ApiFailure | null => {
    const refused = failure();
    return refused && !isFieldFailure(refused) ? refused : null;
  };
  const clear = () => {
    setTried(false);
    setFailure(null);
  };
  return { submit, sending, problem, refusal, clear };
}
