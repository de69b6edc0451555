import { A } from "@solidjs/router";
import { Show } from "solid-js";
import type { FailureCode, TaskFailure } from "../../../worker/protocol/index.ts";
import { Notice } from "../ui/notice.tsx";
import { STEP_LABEL } from "../ui/state-words.ts";

/** Failures that a change in Settings can cure. */
const ABOUT_KEYS = new Set<FailureCode>(["model_invalid_key", "model_no_quota", "model_unreachable"]);

const stepName = (step: string): string =>
  Object.entries(STEP_LABEL).find(([kind]) => kind === step)?.[1].running ?? step;

/** Why the task ended, at the top of its page. */
export const TaskFailed = (props: { error: TaskFailure; mayRetry: boolean }) => (
  <div class="border-b border-line px-4 py-2">
    <Notice tone="bad">
      <strong class="font-medium">This task failed.</strong> {props.error.message}
      <span class="block text-small text-mute">
        <Show when={props.mayRetry}>
          {props.error.step
            ? `Retry goes on from “${stepName(props.error.step)}”. `
            : "Retry starts it again. "}
        </Show>
        <Show when={ABOUT_KEYS.has(props.error.code)}>
          <A href="/settings/keys" class="underline underline-offset-2">
            Check your model key
          </A>
          .
        </Show>
      </span>
    </Notice>
  </div>
);
