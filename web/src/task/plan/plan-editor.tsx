import ArrowDown from "lucide-solid/icons/arrow-down";
import ArrowUp from "lucide-solid/icons/arrow-up";
import Plus from "lucide-solid/icons/plus";
import Trash from "lucide-solid/icons/trash";
import X from "lucide-solid/icons/x";
import { For, Index, Show } from "solid-js";
import type { PlanDraft, PlanFile, PlanStep } from "../../../../worker/protocol/index.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { TextArea, TextField } from "../../ui/field.tsx";
import type { TaskModel } from "../model.ts";
import { emptyStep, moveStep, planProblems, removeStep } from "./plan-edit.ts";

/** The plan as a form: steps can be written, moved (also with Alt and an arrow), added and removed. */
export default function PlanEditor(props: { task: TaskModel; draft: PlanDraft }) {
  const plan = () => props.task.plan;
  const steps = () => props.draft.steps;
  const problems = () => planProblems(props.draft);
  const setSteps = (next: readonly PlanStep[]) => plan().set({ steps: [...next] });
  const save = async () => {
    const parent = plan().parentVersion();
    if (parent === null || problems().size > 0) return;
    if (await props.task.commands.editPlan(parent, props.draft)) plan().discard();
  };
  return (
    <div class="mt-3 grid gap-4">
      <TextArea
        label="Goal"
        rows={1}
        value={props.draft.goal}
        onInput={(event) => plan().set({ goal: event.currentTarget.value })}
      />
      <ol class="grid gap-3">
        <Index each={steps()}>
          {(step, index) => (
            <li>
              <StepForm
                step={step()}
                number={index + 1}
                last={index === steps().length - 1}
                problem={problems().get(step().id) ?? null}
                onChange={(change) => plan().setStep(index, change)}
                onMove={(by) => setSteps(moveStep(steps(), index, by))}
                onRemove={() => setSteps(removeStep(steps(), index))}
              />
            </li>
          )}
        </Index>
      </ol>
      <Show when={problems().get("")}>
        {(problem) => (
          <p role="alert" class="text-small text-bad">
            {problem()}
          </p>
        )}
      </Show>
      <div class="flex flex-wrap items-center gap-2">
        <Button onClick={() => setSteps([...steps(), emptyStep(steps())])}>
          <Plus size={14} aria-hidden="true" /> Add step
        </Button>
        <span class="ml-auto" />
        <Button variant="quiet" onClick={() => plan().discard()}>
          Discard edits
        </Button>
        <Button
          disabled={!plan().changed() || problems().size > 0 || !props.task.may("edit_plan")}
          busy={props.task.commands.pending() === "edit_plan"}
          onClick={() => void save()}
        >
          Save plan
        </Button>
      </div>
      <p class="text-small text-mute">
        “Approve plan” saves your edits as a new version and approves that version.
      </p>
    </div>
  );
}

function StepForm(props: {
  step: PlanStep;
  number: number;
  last: boolean;
  problem: string | null;
  onChange: (change: Partial<PlanStep>) => void;
  onMove: (by: number) => void;
  onRemove: () => void;
}) {
  const onKey = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    props.onMove(event.key === "ArrowUp" ? -1 : 1);
  };
  return (
    <fieldset class="grid gap-2.5 rounded-card border border-line p-3" onKeyDown={onKey}>
      <legend class="sr-only">Step {props.number}</legend>
      <div class="flex items-center gap-1">
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
          disabled={props.last}
          onClick={() => props.onMove(1)}
        >
          <ArrowDown size={14} aria-hidden="true" />
        </IconButton>
        <IconButton label={`Delete step ${props.number}`} onClick={() => props.onRemove()}>
          <Trash size={14} aria-hidden="true" />
        </IconButton>
      </div>
      <TextField
        label="Title"
        value={props.step.title}
        maxlength={200}
        problem={props.problem}
        onInput={(event) => props.onChange({ title: event.currentTarget.value })}
      />
      <TextArea
        label="What and why"
        rows={2}
        maxlength={4000}
        value={props.step.intent}
        onInput={(event) => props.onChange({ intent: event.currentTarget.value })}
      />
      <Files files={props.step.files} onChange={(files) => props.onChange({ files })} />
    </fieldset>
  );
}

const ACTIONS: readonly { value: PlanFile["action"]; label: string }[] = [
  { value: "create", label: "Create" },
  { value: "modify", label: "Change" },
  { value: "delete", label: "Delete" },
];

function Files(props: { files: readonly PlanFile[]; onChange: (files: PlanFile[]) => void }) {
  const set = (index: number, change: Partial<PlanFile>) =>
    props.onChange(props.files.map((file, at) => (at === index ? { ...file, ...change } : file)));
  return (
    <div>
      <p class="mb-1 text-small font-medium">Files</p>
      <ul class="grid gap-1.5">
        <Index each={props.files}>
          {(file, index) => (
            <li class="flex items-center gap-1.5">
              <select
                aria-label={`What happens to file ${index + 1}`}
                class="field-text h-8 max-md:h-11 rounded-control border border-line-strong bg-raised px-1.5"
                value={file().action}
                onChange={(event) => {
                  const action = ACTIONS.find((one) => one.value === event.currentTarget.value);
                  if (action) set(index, { action: action.value });
                }}
              >
                <For each={ACTIONS}>{(action) => <option value={action.value}>{action.label}</option>}</For>
              </select>
              <div class="min-w-0 flex-1">
                <TextField
                  label={`Path of file ${index + 1}`}
                  hideLabel
                  spellcheck={false}
                  class="font-mono"
                  placeholder="src/app.js"
                  value={file().path}
                  onInput={(event) => set(index, { path: event.currentTarget.value })}
                />
              </div>
              <IconButton
                label={`Remove file ${index + 1}`}
                onClick={() => props.onChange(props.files.filter((_, at) => at !== index))}
              >
                <X size={14} aria-hidden="true" />
              </IconButton>
            </li>
          )}
        </Index>
      </ul>
      <Button
        variant="quiet"
        class="mt-1 h-7! px-2"
        onClick={() => props.onChange([...props.files, { path: "", action: "modify" }])}
      >
        <Plus size={13} aria-hidden="true" /> Add file
      </Button>
    </div>
  );
}
