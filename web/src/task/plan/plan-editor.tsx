import Plus from "lucide-solid/icons/plus";
import { Show } from "solid-js";
import type { Plan, PlanDraft, PlanStep } from "../../../../worker/protocol/index.ts";
import { Button } from "../../ui/button.tsx";
import { TextArea } from "../../ui/field.tsx";
import type { TaskModel } from "../model.ts";
import { chosenProblem } from "./chosen-commands.ts";
import { CommandsEditor } from "./commands-editor.tsx";
import { discardEdits } from "./discard-edits.ts";
import { LinesField } from "./lines-field.tsx";
import { planProblems, tidyDraft } from "./plan-draft.ts";
import { emptyStep } from "./step-edits.ts";
import { StepList } from "./step-list.tsx";

/** The plan as a form: every field of it, and its steps to write, move, add and delete. */
export default function PlanEditor(props: {
  task: TaskModel;
  draft: PlanDraft;
  /** The version that is edited. */
  parent: Plan;
}) {
  const plan = () => props.task.plan;
  const problems = () => planProblems(props.draft);
  const hasProblem = () => problems().size > 0 || chosenProblem(props.draft.chosen_commands) !== null;
  const setSteps = (steps: readonly PlanStep[]) => plan().set({ steps: [...steps] });
  const save = async () => {
    const parent = plan().parentVersion();
    if (parent === null || hasProblem()) return;
    if (await props.task.commands.editPlan(parent, tidyDraft(props.draft))) plan().discard();
  };
  return (
    <div class="mt-3 grid min-w-0 grid-cols-1 gap-4">
      <TextArea
        label="Goal"
        rows={1}
        maxlength={2000}
        value={props.draft.goal}
        problem={props.draft.goal.trim() === "" ? "Give the plan a goal." : null}
        onInput={(event) => plan().set({ goal: event.currentTarget.value })}
      />
      <StepList steps={props.draft.steps} onChange={setSteps} />
      <div>
        <Button onClick={() => setSteps([...props.draft.steps, emptyStep(props.draft.steps)])}>
          <Plus size={14} aria-hidden="true" /> Add step
        </Button>
      </div>
      <LinesField
        label="New dependencies"
        note="Packages that the change may add, one a line."
        mono
        lines={props.draft.new_dependencies}
        onChange={(new_dependencies) => plan().set({ new_dependencies })}
      />
      <LinesField
        label="Assumptions"
        note="One a line."
        lines={props.draft.assumptions}
        onChange={(assumptions) => plan().set({ assumptions })}
      />
      <LinesField
        label="Left alone"
        note="What is out of scope, one a line."
        lines={props.draft.out_of_scope}
        onChange={(out_of_scope) => plan().set({ out_of_scope })}
      />
      <CommandsEditor
        commands={props.parent.commands}
        chosen={props.draft.chosen_commands ?? {}}
        before={props.parent.chosen_commands ?? {}}
        onChange={(chosen_commands) => plan().set({ chosen_commands })}
      />
      <Show when={problems().get("") ?? chosenProblem(props.draft.chosen_commands)}>
        {(problem) => (
          <p role="alert" class="text-small text-bad">
            {problem()}
          </p>
        )}
      </Show>
      <div class="flex flex-wrap items-center justify-end gap-2 border-t border-line pt-4">
        <p class="min-w-48 flex-1 text-small text-mute">
          “Approve with edits” saves this as a new version and approves that version.
        </p>
        <Button variant="quiet" onClick={() => void discardEdits(plan())}>
          Discard edits
        </Button>
        <Button
          disabled={!plan().changed() || hasProblem() || !props.task.may("edit_plan")}
          busy={props.task.commands.pending() === "edit_plan"}
          onClick={() => void save()}
        >
          Save plan
        </Button>
      </div>
    </div>
  );
}
