import { useNavigate, useSearchParams } from "@solidjs/router";
import { createQuery } from "@tanstack/solid-query";
import { createEffect, createSignal, onCleanup, onMount, Show } from "solid-js";
import { createStore, unwrap } from "solid-js/store";
import type { CreateTask, TaskRef } from "../../../worker/protocol/index.ts";
import { type ApiFailure, asFailure, fieldProblem, request } from "../api/client.ts";
import { configQuery, meQuery, queryClient, type SampleTask, samplesQuery } from "../api/queries.ts";
import { signIn } from "../auth/session.ts";
import { Button } from "../ui/button.tsx";
import { TextArea } from "../ui/field.tsx";
import { FailureNotice, Notice } from "../ui/notice.tsx";
import { Switch } from "../ui/switch.tsx";
import { BranchField } from "./branch-field.tsx";
import { afterCreation, checkDraft, type Draft, type DraftProblems, readDraft, writeDraft } from "./draft.ts";
import { ModelField } from "./model-field.tsx";
import { RepoField } from "./repo-field.tsx";
import { Samples } from "./samples.tsx";

const SAVE_AFTER_MS = 300;

/** The draft of the next task, saved a moment after each change and when the page is left. */
function createDraft() {
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

const bodyOf = (draft: Draft): CreateTask => ({
  repo_full_name: draft.repo,
  branch: draft.branch,
  prompt: draft.prompt,
  provider: draft.provider,
  model: draft.model,
  review_plan: draft.reviewPlan,
  auto_pr: draft.autoPr,
});

/** Which field of the form a field of the request belongs to. */
const FIELD_PATH = { repo: "repo_full_name", branch: "branch", prompt: "prompt", model: "model" } as const;
/** Error codes that speak about one field. */
const CODE_FIELD: Partial<Record<string, keyof DraftProblems>> = {
  repository_not_found: "repo",
  repository_empty: "repo",
  branch_not_found: "branch",
  unknown_model: "model",
  missing_model_key: "model",
};

/** Where a task begins: repository, branch, what to do, and with which model. */
export default function Composer() {
  const [params] = useSearchParams<{ repo?: string; branch?: string; prompt?: string; sample?: string }>();
  const navigate = useNavigate();
  const { draft, change, finish } = createDraft();
  const samples = createQuery(samplesQuery);
  const config = createQuery(configQuery);
  const me = createQuery(meQuery);
  const [problems, setProblems] = createSignal<DraftProblems>({});
  const [failure, setFailure] = createSignal<ApiFailure | null>(null);
  const [sending, setSending] = createSignal(false);
  let attempt = { body: "", key: "" };

  const pick = (sample: SampleTask) => {
    change({ repo: sample.repo_full_name, branch: sample.branch, prompt: sample.prompt });
    setProblems({});
  };
  onMount(() => {
    document.title = "New task · Verne";
    if (params.repo) change({ repo: params.repo, branch: params.branch ?? "" });
    if (params.prompt) change({ prompt: params.prompt });
  });
  createEffect(() => {
    const chosen = params.sample === undefined ? undefined : samples.data?.items[Number(params.sample)];
    if (chosen) pick(chosen);
  });

  const problem = (field: keyof DraftProblems): string | null => {
    const refused = failure();
    const coded = refused && CODE_FIELD[refused.code] === field ? refused.message : null;
    return problems()[field] ?? fieldProblem(refused, FIELD_PATH[field]) ?? coded;
  };
  const isFieldFailure = (reason: ApiFailure) =>
    CODE_FIELD[reason.code] !== undefined ||
    Object.values(FIELD_PATH).some((path) => fieldProblem(reason, path) !== null);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (sending()) return;
    setFailure(null);
    const found = checkDraft(draft);
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    const body = bodyOf(draft);
    // The same text sent again is the same task: a lost answer must not start two.
    const text = JSON.stringify(body);
    if (attempt.body !== text) attempt = { body: text, key: crypto.randomUUID() };
    setSending(true);
    try {
      const ref = await request<TaskRef>("/api/tasks", { method: "POST", body, idempotencyKey: attempt.key });
      finish();
      void queryClient.invalidateQueries({ queryKey: ["tasks"] });
      navigate(`/t/${ref.task_id}`);
    } catch (error) {
      setFailure(asFailure(error));
      setSending(false);
    }
  };

  let form: HTMLFormElement | undefined;
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) form?.requestSubmit();
  };

  return (
    <div class="h-full overflow-y-auto">
      <form
        ref={form}
        onSubmit={submit}
        novalidate
        class="mx-auto grid max-w-[672px] gap-4 px-6 py-10 max-md:px-4 max-md:py-5"
      >
        <h1 class="text-title font-strong tracking-[-0.01em]">New task</h1>
        <Show when={me.data && !me.data.github_connected}>
          <Notice
            tone="warn"
            action={
              <Button class="-my-1" onClick={() => void signIn("/new")}>
                Connect
              </Button>
            }
          >
            Verne can no longer act on GitHub for you. Connect it again to go on.
          </Notice>
        </Show>
        <div class="grid grid-cols-2 gap-3 max-md:grid-cols-1">
          <RepoField
            value={draft.repo}
            problem={problem("repo")}
            onChange={(repo, defaultBranch) => {
              if (repo !== draft.repo) change({ repo, branch: defaultBranch ?? "" });
            }}
          />
          <BranchField
            repo={draft.repo}
            value={draft.branch}
            problem={problem("branch")}
            onChange={(branch) => change({ branch })}
          />
        </div>
        <div>
          <TextArea
            label="Prompt"
            placeholder="What should change? Name files, behaviour, and how you will know it is right."
            rows={6}
            class="min-h-[6lh] text-read!"
            value={draft.prompt}
            problem={problem("prompt")}
            onInput={(event) => change({ prompt: event.currentTarget.value })}
            onKeyDown={onKey}
          />
          <Show when={draft.prompt === "" && samples.data?.items.length}>
            <Samples items={samples.data?.items ?? []} onPick={pick} />
          </Show>
        </div>
        <ModelField
          provider={draft.provider}
          model={draft.model}
          problem={problem("model")}
          onChange={(provider, model) => change({ provider, model })}
        />
        <div class="grid grid-cols-2 gap-3 max-md:grid-cols-1">
          <Switch
            label="Review plan first"
            note="Nothing is edited before you approve."
            checked={draft.reviewPlan}
            onChange={(reviewPlan) => change({ reviewPlan })}
          />
          <Switch
            label="Open PR when done"
            note="Skips the diff review if no test broke."
            checked={draft.autoPr}
            onChange={(autoPr) => change({ autoPr })}
          />
        </div>
        <Show when={failure()}>
          {(reason) => (
            <Show when={!isFieldFailure(reason())}>
              <FailureNotice
                what="The task was not started."
                failure={reason()}
                onDismiss={() => setFailure(null)}
              />
            </Show>
          )}
        </Show>
        <div class="flex items-center gap-3 border-t border-line pt-4 max-md:flex-col-reverse max-md:items-stretch">
          <Show when={config.data?.embedded}>
            <p class="min-w-0 flex-1 text-small text-mute">
              The demo model knows only the sample tasks. For your own work add a key in Settings.
            </p>
          </Show>
          <Button type="submit" variant="primary" class="ml-auto max-md:ml-0" busy={sending()}>
            Start task
            <span class="font-sans text-small opacity-75 max-md:hidden" aria-hidden="true">
              ⌘↵
            </span>
          </Button>
        </div>
      </form>
    </div>
  );
}
