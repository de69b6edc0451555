import { A } from "@solidjs/router";
import { createMemo, createSignal, lazy, Show, Suspense } from "solid-js";
import type { TaskFailure, TaskView } from "../../../worker/protocol/index.ts";
import { remedyFor } from "../auth/remedies.ts";
import RemedyButton from "../auth/remedy-button.tsx";
import { Notice } from "../ui/notice.tsx";
import { isOver, STEP_LABEL } from "../ui/state-words.ts";
import { Again } from "./again.tsx";
import { downloadPatch } from "./commands/download-patch.ts";
import { isRefused } from "./commands/publish-refusals.ts";
import type { TaskModel } from "./model.ts";

const FailedLines = lazy(() => import("./failed-lines.tsx"));

const stepName = (step: string): string =>
  Object.entries(STEP_LABEL).find(([kind]) => kind === step)?.[1].running ?? step;

const MAX_LINES = 20;
const asSentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

function titleOf(view: TaskView): string {
  if (view.state === "failed") return "This task failed.";
  if (view.state === "cancelled") return "This task was stopped.";
  return isRefused(view.error) ? "The change was not published." : "Stopped before its end.";
}

/**
 * Why the task failed, was stopped, stopped before its end, or could not be published, and what it said last, at the top of its
 * page, with the ways to go on.
 */
export default function TaskStopped(props: { task: TaskModel; view: TaskView; error: TaskFailure | null }) {
  const [open, setOpen] = createSignal(false);
  const hasChange = () => props.view.diff_stat !== null;
  const mayRetry = () => props.task.allows("retry");
  const lastLines = createMemo(() =>
    props.task.stream
      .journal()
      .log.lines.filter(({ kind }) => kind !== "step" && kind !== "gap")
      .slice(-MAX_LINES),
  );
  return (
    <div class="max-h-[45%] shrink-0 overflow-y-auto border-b border-line px-4 py-2">
      {/* Keys and access to GitHub are the owner's, so only they are offered the remedy. */}
      <Notice
        tone={props.view.state === "failed" || isRefused(props.error) ? "bad" : props.error ? "warn" : "info"}
        action={
          props.view.access === "owner" && props.error && remedyFor(props.error.code) ? (
            <RemedyButton code={props.error.code} />
          ) : undefined
        }
      >
        <strong class="font-medium">{titleOf(props.view)}</strong>{" "}
        {props.error && asSentence(props.error.message)}
        <span class="block text-small text-mute">
          <Show when={hasChange() && !isRefused(props.error)}>
            Read what was changed, publish or download it, or send a message to go on.{" "}
          </Show>
          <Show when={props.view.state === "cancelled" && !hasChange() && props.task.allows("message")}>
            Send a message to go on from where it stood, or run it again.
          </Show>
          <Show when={mayRetry()}>
            {props.error?.step
              ? `Retry goes on from “${stepName(props.error.step)}”. `
              : "Retry asks you again. "}
          </Show>
        </span>
        <span class="mt-1 flex flex-wrap items-center gap-x-4 text-small">
          <Show when={props.task.signedIn && hasChange() && isRefused(props.error)}>
            <button
              type="button"
              class="min-h-6 underline underline-offset-2 max-md:min-h-11"
              onClick={() => void downloadPatch(props.task.id)}
            >
              Download patch
            </button>
          </Show>
          <Show when={!isRefused(props.error) && lastLines().length > 0}>
            <button
              type="button"
              aria-expanded={open()}
              class="min-h-6 underline underline-offset-2 max-md:min-h-11"
              onClick={() => setOpen(!open())}
            >
              {open() ? "Hide the last lines" : `Show the last ${lastLines().length} lines`}
            </button>
          </Show>
          <Show when={props.view.access === "owner" && props.error?.code === "commands_not_agreed"}>
            <A
              href={`/settings/rules?${new URLSearchParams({ repo: props.view.repo_full_name })}`}
              class="inline-flex min-h-6 items-center underline underline-offset-2 max-md:min-h-11"
            >
              Open the rules of this repository
            </A>
          </Show>
          <Show when={props.task.signedIn && isOver(props.view.state)}>
            <Again view={props.view} />
          </Show>
        </span>
        <Show when={open()}>
          <Suspense>
            <FailedLines lines={lastLines()} />
          </Suspense>
        </Show>
      </Notice>
    </div>
  );
}
