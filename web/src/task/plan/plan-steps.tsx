import FileMinus from "lucide-solid/icons/file-minus";
import FilePen from "lucide-solid/icons/file-pen";
import FilePlus from "lucide-solid/icons/file-plus";
import { For, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import type { PlanFile, PlanStep } from "../../../../worker/protocol/index.ts";

export const FILE_SIGN = {
  create: { icon: FilePlus, colour: "text-ok", word: "create" },
  modify: { icon: FilePen, colour: "text-warn", word: "change" },
  delete: { icon: FileMinus, colour: "text-bad", word: "delete" },
};

const File = (props: { file: PlanFile }) => {
  const sign = () => FILE_SIGN[props.file.action];
  return (
    <li class="flex min-w-0 items-center gap-1.5 rounded-control bg-surface px-2 py-0.5 font-mono text-code">
      <Dynamic component={sign().icon} size={13} class={`shrink-0 ${sign().colour}`} aria-hidden="true" />
      <span class="sr-only">{sign().word}</span>
      <span class="truncate">{props.file.path}</span>
    </li>
  );
};

/** The steps of a plan, in order, each with the files it may touch. */
export const PlanSteps = (props: { steps: readonly PlanStep[] }) => (
  <ol class="mt-4 divide-y divide-line border-y border-line">
    <For each={props.steps}>
      {(step, index) => (
        <li class="flex gap-3 py-3.5">
          <span
            aria-hidden="true"
            class="mt-px grid size-5 shrink-0 place-items-center rounded-full bg-hover text-small tabular text-mute"
          >
            {index() + 1}
          </span>
          <div class="min-w-0 flex-1">
            <h3 class="font-medium [overflow-wrap:anywhere]">
              {step.title}
              <Show when={step.risk !== "low"}>
                <span
                  class={`ml-2 rounded-full px-1.5 text-small font-normal whitespace-nowrap ${
                    step.risk === "high" ? "bg-bad-soft text-bad" : "bg-warn-soft text-warn"
                  }`}
                >
                  {step.risk} risk
                </span>
              </Show>
            </h3>
            <p class="mt-0.5 whitespace-pre-wrap text-mute [overflow-wrap:anywhere]">{step.intent}</p>
            <Show when={step.files.length > 0}>
              <ul aria-label="Files" class="mt-2 flex flex-wrap gap-1.5">
                <For each={step.files}>{(file) => <File file={file} />}</For>
              </ul>
            </Show>
            <Show when={step.acceptance}>
              <p class="mt-2 text-small text-mute [overflow-wrap:anywhere]">
                <span class="font-medium text-fg">Done when</span> {step.acceptance}
              </p>
            </Show>
          </div>
        </li>
      )}
    </For>
  </ol>
);
