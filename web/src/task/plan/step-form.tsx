import ArrowDown from "lucide-solid/icons/arrow-down";
import ArrowUp from "lucide-solid/icons/arrow-up";
import GripVertical from "lucide-solid/icons/grip-vertical";
import Trash from "lucide-solid/icons/trash";
import { For, Show } from "solid-js";
import type { PlanStep } from "../../../../worker/protocol/index.ts";
import { IconButton } from "../../ui/button.tsx";
import { TextArea, TextField } from "../../ui/field.tsx";
import { FilesField } from "./files-field.tsx";
import { LinesField } from "./lines-field.tsx";
import { mayDependOn } from "./step-edits.ts";

interface StepFormProps {
  step: PlanStep;
  number: number;
  steps: readonly PlanStep[];
  onChange: (change: Partial<PlanStep>) => void;
  onMove: (by: number) => void;
  onRemove: () => void;
  /** The pointer took the handle. */
  onGrab: (event: PointerEvent) => void;
}

/** Every field of one step. Alt and an arrow move it. */
export function StepForm(props: StepFormProps) {
  const onKey = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    props.onMove(event.key === "ArrowUp" ? -1 : 1);
  };
  return (
    <fieldset
      class="grid min-w-0 grid-cols-1 gap-2.5 rounded-card border border-line bg-bg p-3"
      onKeyDown={onKey}
    >
      <legend class="sr-only">Step {props.number}</legend>
      <StepBar {...props} />
      <TextField
        label="Title"
        value={props.step.title}
        maxlength={200}
        problem={props.step.title.trim() === "" ? "Give the step a title." : null}
        onInput={(event) => props.onChange({ title: event.currentTarget.value })}
      />
      <TextArea
        label="What and why"
        rows={2}
        maxlength={4000}
        value={props.step.intent}
        onInput={(event) => props.onChange({ intent: event.currentTarget.value })}
      />
      <FilesField files={props.step.files} onChange={(files) => props.onChange({ files })} />
      <TextArea
        label="Done when"
        rows={1}
        maxlength={2000}
        value={props.step.acceptance}
        onInput={(event) => props.onChange({ acceptance: event.currentTarget.value })}
      />
      <LinesField
        label="Tests"
        note="Commands or names of tests, one a line."
        mono
        lines={props.step.tests}
        onChange={(tests) => props.onChange({ tests })}
      />
      <RiskFields step={props.step} onChange={props.onChange} />
      <DependsField step={props.step} steps={props.steps} onChange={props.onChange} />
    </fieldset>
  );
}

const StepBar = (props: StepFormProps) => (
  <div class="flex items-center gap-1">
    <span
      class="-ml-1.5 grid size-6 max-md:size-11 cursor-grab touch-none place-items-center text-mute active:cursor-grabbing"
      title="Drag to reorder, or use Alt and an arrow key"
      aria-hidden="true"
      data-grip
      onPointerDown={(event) => props.onGrab(event)}
    >
      <GripVertical size={14} />
    </span>
    <span class="text-small font-medium text-mute">Step {props.number}</span>
    <span class="ml-auto" />
    <IconButton
      label={`Move step ${props.number} up`}
      disabled={props.number === 1}
      onClick={() => props.onMove(-1)}
    >
      <ArrowUp size={14} aria-hidden="true" />
    </IconButton>
    <IconButton
      label={`Move step ${props.number} down`}
      disabled={props.number === props.steps.length}
      onClick={() => props.onMove(1)}
    >
      <ArrowDown size={14} aria-hidden="true" />
    </IconButton>
    <IconButton label={`Delete step ${props.number}`} onClick={() => props.onRemove()}>
      <Trash size={14} aria-hidden="true" />
    </IconButton>
  </div>
);

const RISKS: readonly PlanStep["risk"][] = ["low", "medium", "high"];

const RiskFields = (props: { step: PlanStep; onChange: (change: Partial<PlanStep>) => void }) => (
  <div class="flex items-end gap-2">
    <label class="shrink-0">
      <span class="mb-1 block text-small font-medium">Risk</span>
      <select
        class="field-text h-[34px] max-md:h-[46px] rounded-control border border-line-strong bg-raised px-1.5"
        onChange={(event) => {
          const risk = RISKS.find((one) => one === event.currentTarget.value);
          if (risk) props.onChange({ risk });
        }}
      >
        <For each={RISKS}>
          {(risk) => (
            <option value={risk} selected={risk === props.step.risk}>
              {risk}
            </option>
          )}
        </For>
      </select>
    </label>
    <div class="min-w-0 flex-1">
      <TextField
        label="What could go wrong"
        maxlength={500}
        value={props.step.risk_note}
        onInput={(event) => props.onChange({ risk_note: event.currentTarget.value })}
      />
    </div>
  </div>
);

function DependsField(props: {
  step: PlanStep;
  steps: readonly PlanStep[];
  onChange: (change: Partial<PlanStep>) => void;
}) {
  const others = () => props.steps.filter((one) => one.id !== props.step.id);
  const set = (id: string, on: boolean) =>
    props.onChange({
      depends_on: on ? [...props.step.depends_on, id] : props.step.depends_on.filter((one) => one !== id),
    });
  return (
    <Show when={others().length > 0}>
      <fieldset>
        <legend class="mb-1 text-small font-medium">Comes after</legend>
        <div class="flex flex-wrap gap-x-4 gap-y-1">
          <For each={others()}>
            {(one) => (
              <label class="flex items-center gap-1.5 max-md:min-h-11">
                <input
                  type="checkbox"
                  class="size-4 accent-accent"
                  checked={props.step.depends_on.includes(one.id)}
                  disabled={!mayDependOn(props.steps, props.step.id, one.id)}
                  onChange={(event) => set(one.id, event.currentTarget.checked)}
                />
                Step {props.steps.indexOf(one) + 1}
              </label>
            )}
          </For>
        </div>
      </fieldset>
    </Show>
  );
}
