import { useNavigate, useSearchParams } from "@solidjs/router";
import { createQuery } from "@tanstack/solid-query";
import { createEffect, createSignal, lazy, onMount, Show, Suspense } from "solid-js";
import { configQuery, meQuery, type SampleTask, samplesQuery } from "../api/queries.ts";
import { signIn } from "../auth/session.ts";
import { Button } from "../ui/button.tsx";
import { TextArea } from "../ui/field.tsx";
import { FailureNotice, Notice } from "../ui/notice.tsx";
import { Switch } from "../ui/switch.tsx";
import { createTitle } from "../ui/title.ts";
import { BranchField } from "./branch-field.tsx";
import { LimitsField } from "./limits-field.tsx";
import { ModelField } from "./model-field.tsx";
import { RepoField } from "./repo-field.tsx";
import { Samples } from "./samples.tsx";
import { createDraft, createSubmission } from "./submission.ts";

const Images = lazy(() => import("./images.tsx"));

/** Where a task begins: repository, branch, what to do, and with which model. */
export default function Composer() {
  const [params] = useSearchParams<{ repo?: string; branch?: string; prompt?: string; sample?: string }>();
  const navigate = useNavigate();
  const { draft, change, finish } = createDraft();
  const samples = createQuery(samplesQuery);
  const config = createQuery(configQuery);
  const me = createQuery(meQuery);
  const { submit, sending, problem, refusal, clear } = createSubmission(draft, (taskId) => {
    finish();
    navigate(`/t/${taskId}`);
  });

  const pick = (sample: SampleTask) => {
    change({ repo: sample.repo_full_name, branch: sample.branch, prompt: sample.prompt });
    clear();
  };
  createTitle(() => "New task");
  onMount(() => {
    if (params.repo) change({ repo: params.repo, branch: params.branch ?? "" });
    if (params.prompt) change({ prompt: params.prompt });
  });
  createEffect(() => {
    const chosen = params.sample === undefined ? undefined : samples.data?.items[Number(params.sample)];
    if (chosen) pick(chosen);
  });

  const [form, setForm] = createSignal<HTMLFormElement>();
  /** What the images still wait for, told once somebody wants to send the prompt. */
  const [unsettled, setUnsettled] = createSignal<string | null>(null);
  const [held, setHeld] = createSignal(false);
  const send = () => {
    setHeld(unsettled() !== null);
    if (unsettled() === null) void submit();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) form()?.requestSubmit();
  };

  return (
    <div class="h-full overflow-y-auto">
      <form
        ref={setForm}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
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
          <Suspense fallback={<div class="mt-2 h-8 max-md:h-11" />}>
            <Show when={form()}>
              {(zone) => (
                <Images
                  images={draft.images}
                  onChange={(images) => change({ images })}
                  onUnsettled={setUnsettled}
                  problem={problem("images") ?? (held() ? unsettled() : null)}
                  zone={zone()}
                  provider={draft.provider}
                  model={draft.model}
                />
              )}
            </Show>
          </Suspense>
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
        <LimitsField budget={draft} problem={problem} onChange={change} />
        <Show when={refusal()}>
          {(reason) => (
            <FailureNotice what="The task was not started." failure={reason()} onDismiss={clear} />
          )}
        </Show>
        <div class="flex items-center gap-3 border-t border-line pt-4 max-md:flex-col-reverse max-md:items-stretch">
          <Show when={config.data?.embedded}>
            <p class="min-w-0 flex-1 text-small text-mute">
              For your own work, add a model key in Settings. The demo model knows the sample tasks only.
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
