import { createQuery } from "@tanstack/solid-query";
import { createEffect, createSignal, type JSX, lazy, on, onMount, Show, Suspense } from "solid-js";
import { configQuery, meQuery, type SampleTask, samplesQuery } from "../api/queries.ts";
import { githubLost } from "../auth/session.ts";
import { FailureNotice } from "../ui/notice.tsx";
import { Switch } from "../ui/switch.tsx";
import { createKeptDraft } from "./draft/kept-draft.ts";
import { createSavedDraft } from "./draft/saved-draft.ts";
import { ModelField } from "./model/model-field.tsx";
import { PromptField } from "./prompt/prompt-field.tsx";
import { BranchField } from "./repo/branch-field.tsx";
import { RepoField } from "./repo/repo-field.tsx";
import { createSubmission } from "./submission.ts";
import { SubmitBar } from "./submit-bar.tsx";

const Notices = lazy(() => import("./notices.tsx"));

const Samples = lazy(() => import("./samples.tsx"));
const Images = lazy(() => import("./images/images.tsx"));
const LimitsField = lazy(() => import("./limits/limits-field.tsx"));
const RepoFacts = lazy(() => import("./repo/repo-facts.tsx"));

/** What an address may say about the task; `draft` is the id of one that is saved. */
export type Presets = Partial<Record<"repo" | "branch" | "prompt" | "sample" | "draft", string>>;

/** What the page or dialog around the form can call. */
export interface ComposerHandle {
  /** Keeps what was typed in the browser at once. */
  keep: () => void;
  /** What would be lost if the form was closed now; null for nothing. The form shows it as well. */
  pendingProblem: () => string | null;
}

/** Where a task begins: repository, branch, what to do, and with which model. */
export function ComposerForm(props: {
  presets: Presets;
  /** The draft is on the server under this id. */
  onSaved: (id: string) => void;
  onStarted: (taskId: string) => void;
  /** Called with the form's handle when it is mounted. */
  onReady?: (handle: ComposerHandle) => void;
  heading?: JSX.Element;
  class: string;
  /** Classes of the row of buttons. */
  barClass: string;
}) {
  const kept = createKeptDraft();
  const { draft, change } = kept;
  const saved = createSavedDraft(
    kept,
    () => props.presets.draft ?? null,
    (id) => props.onSaved(id),
  );
  const samples = createQuery(samplesQuery);
  const config = createQuery(configQuery);
  const me = createQuery(meQuery);
  const submission = createSubmission(draft, (taskId) => {
    saved.remove();
    kept.finish();
    props.onStarted(taskId);
  });
  const { problem } = submission;
  const disconnected = () => githubLost() || me.data?.github_connected === false;

  const pick = (sample: SampleTask) => {
    kept.fill({ repo: sample.repo_full_name, branch: sample.branch, prompt: sample.prompt });
    submission.clear();
  };
  createEffect(
    on(
      [() => props.presets.repo, () => props.presets.branch, () => props.presets.prompt],
      ([repo, branch = "", prompt]) => {
        if (repo !== undefined) kept.arrive(repo, branch);
        if (prompt !== undefined) kept.fill({ prompt });
      },
    ),
  );
  createEffect(() => {
    const chosen =
      props.presets.sample === undefined ? undefined : samples.data?.items[Number(props.presets.sample)];
    if (chosen) pick(chosen);
  });

  const [form, setForm] = createSignal<HTMLFormElement>();
  /** What the images still wait for; shown after the first attempt to send. */
  const [pendingProblem, setUnsettled] = createSignal<string | null>(null);
  const [held, setHeld] = createSignal(false);
  onMount(() =>
    props.onReady?.({
      keep: kept.keep,
      pendingProblem: () => {
        setHeld(pendingProblem() !== null);
        return pendingProblem();
      },
    }),
  );
  /** Sends the draft. The focus goes to the field that is refused, and otherwise stays where it was. */
  const start = async () => {
    setHeld(pendingProblem() !== null);
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
    <form
      ref={setForm}
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
      onKeyDown={onKey}
      // Disabled while a draft is loading, which would replace the text.
      inert={saved.state().is === "loading"}
      novalidate
      class={`grid gap-4 ${props.class}`}
    >
      {props.heading}
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
            if (repo === draft.repo) return;
            kept.choose(repo, defaultBranch ?? "");
            // The confirmation was given for the former repository.
            change({ allowReadOnly: false });
          }}
        />
        <BranchField
          repo={draft.repo}
          value={draft.branch}
          problem={problem("branch")}
          onChange={(branch) => change({ branch })}
        />
        <Show when={draft.repo !== ""}>
          <Suspense>
            <div class="col-span-full -mt-1">
              <RepoFacts
                repo={draft.repo}
                pushing={{
                  refused: submission.readOnly(),
                  waived: draft.allowReadOnly,
                  onWaive: (allowReadOnly) => change({ allowReadOnly }),
                }}
              />
            </div>
          </Suspense>
        </Show>
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
                  onPendingProblem={setUnsettled}
                  problem={problem("images") ?? (held() ? pendingProblem() : null)}
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
      <Suspense fallback={<div class="h-[1lh] max-md:h-[calc(1lh+1rem)]" />}>
        <LimitsField budget={draft} problem={problem} onChange={change} />
      </Suspense>
      <Show when={submission.refusal()}>
        {(reason) => (
          <FailureNotice what="The task was not started." failure={reason()} onDismiss={submission.clear} />
        )}
      </Show>
      <SubmitBar
        class={props.barClass}
        embedded={config.data?.embedded ?? false}
        draftState={saved.state().is}
        empty={draft.prompt.trim() === ""}
        sending={submission.sending()}
        plans={draft.reviewPlan}
        onSave={() => void saved.save()}
      />
    </form>
  );
}

/** State of saving the draft, where it needs a notice. */
const TOLD: readonly string[] = ["missing", "not_loaded", "not_saved"];
