import Check from "lucide-solid/icons/check";
import { For, Match, Show, Switch } from "solid-js";
import { Dynamic } from "solid-js/web";
import { revealAll } from "../../../../worker/protocol/hidden-text.ts";
import type { PlanFile, PlanStep } from "../../../../worker/protocol/index.ts";
import { FILE_SIGN } from "../../ui/file-sign.ts";
import { Markdown, MarkdownLine } from "../../ui/markdown.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { afterSteps } from "./after-steps.ts";
import type { StepProgress } from "./versions.ts";

const File = (props: { file: PlanFile }) => {
  const sign = () => FILE_SIGN[props.file.action];
  return (
    <li class="flex min-w-0 items-center gap-1.5 rounded-control bg-surface px-2 py-0.5 font-mono text-code">
      <Dynamic component={sign().icon} size={13} class={`shrink-0 ${sign().colour}`} aria-hidden="true" />
      <span class="sr-only">{sign().word}</span>
      <span class="truncate">{revealAll(props.file.path)}</span>
    </li>
  );
};

/** The step's number; while the plan is carried out step by step, how far it is. */
const Place = (props: { number: number; progress: StepProgress | undefined }) => (
  <span class="mt-px grid size-5 shrink-0 place-items-center rounded-full bg-hover text-small tabular text-mute">
    <Switch fallback={<span aria-hidden="true">{props.number}</span>}>
      <Match when={props.progress === "done"}>
        <Check size={13} class="text-ok" aria-hidden="true" />
        <span class="sr-only">Done:</span>
      </Match>
      <Match when={props.progress === "not_done"}>
        <span class="text-bad" aria-hidden="true">
          –
        </span>
        <span class="sr-only">Not done:</span>
      </Match>
      <Match when={props.progress === "started"}>
        <span class="text-accent">
          <Spinner size={13} />
        </span>
        <span class="sr-only">In progress:</span>
      </Match>
    </Switch>
  </span>
);

const RISK_LOOK = {
  low: "bg-hover text-mute",
  medium: "bg-warn-soft text-warn",
  high: "bg-bad-soft text-bad",
};

const Risk = (props: { step: PlanStep }) => (
  <Show when={props.step.risk !== "low" || props.step.risk_note}>
    <p class="mt-1.5 flex flex-wrap items-baseline gap-x-2 gap-y-0.5">
      <span class={`rounded-full px-1.5 text-small whitespace-nowrap ${RISK_LOOK[props.step.risk]}`}>
        {props.step.risk} risk
      </span>
      <span class="min-w-0 text-small text-mute">
        <MarkdownLine text={props.step.risk_note ?? ""} />
      </span>
    </p>
  </Show>
);

const Tests = (props: { tests: readonly string[] }) => (
  <Show when={props.tests.length > 0}>
    <p class="mt-2 text-small font-medium">Shown by</p>
    <ul class="mt-0.5 grid gap-0.5">
      <For each={props.tests}>
        {(test) => <li class="font-mono text-code text-mute [overflow-wrap:anywhere]">{test}</li>}
      </For>
    </ul>
  </Show>
);

/** The steps of a plan, in order, each with the files it may touch, its risk and how it will be shown right. */
export const PlanSteps = (props: {
  steps: readonly PlanStep[];
  progress: ReadonlyMap<string, StepProgress>;
}) => (
  <ol class="mt-4 divide-y divide-line border-y border-line">
    <For each={props.steps}>
      {(step, index) => (
        <li class="flex gap-3 py-3.5">
          <Place number={index() + 1} progress={props.progress.get(step.id)} />
          <div class="min-w-0 flex-1">
            <h3 class="font-medium [overflow-wrap:anywhere]">
              <MarkdownLine text={step.title} />
              <Show when={afterSteps(step, props.steps)}>
                {(after) => (
                  <span class="ml-2 text-small font-normal text-mute whitespace-nowrap">{after()}</span>
                )}
              </Show>
            </h3>
            <div class="mt-0.5 text-mute">
              <Markdown text={step.intent} lines />
            </div>
            <Risk step={step} />
            <Show when={step.files.length > 0}>
              <ul aria-label="Files" class="mt-2 flex flex-wrap gap-1.5">
                <For each={step.files}>{(file) => <File file={file} />}</For>
              </ul>
            </Show>
            <Show when={step.acceptance}>
              <p class="mt-2 text-small text-mute [overflow-wrap:anywhere]">
                <span class="font-medium text-fg">Done when</span> <MarkdownLine text={step.acceptance} />
              </p>
            </Show>
            <Tests tests={step.tests} />
          </div>
        </li>
      )}
    </For>
  </ol>
);
