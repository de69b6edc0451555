import { useNavigate, useSearchParams } from "@solidjs/router";
import { createQuery } from "@tanstack/solid-query";
import { createEffect, createSignal, lazy, on, Show, Suspense } from "solid-js";
import { configQuery, meQuery, type SampleTask, samplesQuery } from "../api/queries.ts";
import { FailureNotice } from "../ui/notice.tsx";
import { Switch } from "../ui/switch.tsx";
import { createTitle } from "../ui/title.ts";
import { BranchField } from "./branch-field.tsx";
import { createKeptDraft } from "./kept-draft.ts";
import { LimitsField } from "./limits-field.tsx";
import { ModelField } from "./model-field.tsx";
import { PromptField } from "./prompt-field.tsx";
import { RepoField } from "./repo-field.tsx";
import { createSavedDraft } from "./saved-draft.ts";
import { createSubmission } from "./submission.ts";
import { SubmitBar } from "./submit-bar.tsx";

const Notices = lazy(() => import("./notices.tsx"));

type Presets = { repo?: string; branch?: string; prompt?: string; sample?: string; draft?: string };

const Samples = lazy(() => import("./samples.tsx"));
const Images = lazy(() => import("./images.tsx"));

/** Where a task begins: repository, branch, what to do, and with which model. */
export default function Composer() {
  const [params, setParams] = useSearchParams<Presets>();
  const navigate = useNavigate();
  const kept = createKeptDraft();
  const { draft, change } = kept;
  const saved = createSavedDraft(
    kept,
    () => params.draft ?? null,
    (id) => setParams({ ...NO_PRESETS, draft: id }, { replace: true, scroll: false }),
  );
  const samples = createQuery(samplesQuery);
  const config = createQuery(configQuery);
  const me = createQuery(meQuery);
  const submission = createSubmission(draft, (taskId) => {
    saved.remove();
    kept.finish();
    navigate(`/t/${taskId}`);
  });
  const { problem } = submission;
  const disconnected = () => me.data?.github_connected === false;

  const pick = (sample: SampleTask) => {
    kept.fill({ repo: sample.repo_full_name, branch: sample.branch, prompt: sample.prompt });
    submission.clear();
  };
  createTitle(() => "New task");
  createEffect(
    on([() => params.repo, () => params.branch, () => params.prompt], ([repo, branch = "", prompt]) => {
      if (repo !== undefined) kept.arrive(repo, branch);
      if (prompt !== undefined) kept.fill({ prompt });
    }),
  );
  createEffect(() => {
    const chosen = params.sample === undefined ? undefined : samples.data?.items[Number(params.sample)];
    if (chosen) pick(chosen);
  });

  const [form, setForm] = createSignal<HTMLFormElement>();
  /** What the images still wait for, told once somebody wants to send the prompt. */
  const [unsettled, setUnsettled] = createSignal<string | null>(null);
  const [held, setHeld] = createSignal(false);
  /** Sends the draft. The focus goes to the field that is refused, and otherwise stays where it was. */
  const start = async () => {
    setHeld(unsettled() !== null);
    if (held()) return;
    const before = document.activeElement;
    await submission.submit();
    const wrong = form()?.querySelector<HTMLElement>('[aria-invalid="true"]');
    const stays = before instanceof HTMLElement && before.isConnected ? before : null;
    (wrong ?? stays)?.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey) || event.defaultPrevented) return;
    event.preventDefault();
    if (event.altKey) void saved.save();
    else form()?.requestSubmit();
  };

  return (
    <div class="h-full overflow-y-auto">
      <form
        ref={setForm}
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
        onKeyDown={onKey}
        // A draft on its way takes the place of whatever would be typed.
        inert={saved.state().is === "loading"}
        novalidate
        class="mx-auto grid max-w-[672px] gap-4 px-6 py-10 max-md:px-4 max-md:pt-5 max-md:pb-0"
      >
        <h1 class="text-title font-strong tracking-[-0.01em]">New task</h1>
        <Show when={disconnected() || kept.replaced() !== null || TOLD.includes(saved.state().is)}>
          <Suspense>
            <Notices disconnected={disconnected()} kept={kept} saved={saved} />
          </Suspense>
        </Show>
        <div class="grid grid-cols-2 gap-3 max-md:grid-cols-1">
          <RepoField
            value={draft.repo}
            problem={problem("repo")}
            onChange={(repo, defaultBranch) => {
              if (repo !== draft.repo) kept.choose(repo, defaultBranch ?? "");
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
          <PromptField
            draft={draft}
            onChange={change}
            problem={problem("prompt")}
            placeholder="What should change? Name files, behaviour, and how you will know it is right."
            note="@ names a file, / at the start of a line offers commands."
          />
          <Suspense fallback={<div class="mt-2 h-8 max-md:h-11" />}>
            <Show when={form()}>
              {(zone) => (
                // Another draft has other images.
                <Show when={kept.shown()} keyed>
                  <Images
                    images={draft.images}
                    onChange={(images) => change({ images })}
                    onUnsettled={setUnsettled}
                    problem={problem("images") ?? (held() ? unsettled() : null)}
                    zone={zone()}
                    provider={draft.provider}
                    model={draft.model}
                  />
                </Show>
              )}
            </Show>
          </Suspense>
          <Show when={draft.prompt === "" && samples.data?.items.length}>
            <Suspense>
              <Samples items={samples.data?.items ?? []} onPick={pick} />
            </Suspense>
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
        <Show when={submission.refusal()}>
          {(reason) => (
            <FailureNotice what="The task was not started." failure={reason()} onDismiss={submission.clear} />
          )}
        </Show>
        <SubmitBar
          embedded={config.data?.embedded ?? false}
          draftState={saved.state().is}
          empty={draft.prompt.trim() === ""}
          sending={submission.sending()}
          plans={draft.reviewPlan}
          onSave={() => void saved.save()}
        />
      </form>
    </div>
  );
}

/** What became of the draft, where it is worth a word. */
const TOLD: readonly string[] = ["missing", "not_loaded", "not_saved"];
const NO_PRESETS = { repo: undefined, branch: undefined, prompt: undefined, sample: undefined };
