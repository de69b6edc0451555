import Plus from "lucide-solid/icons/plus";
import X from "lucide-solid/icons/x";
import { For, Index } from "solid-js";
import type { PlanFile } from "../../../../worker/protocol/index.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { pathProblem } from "./plan-draft.ts";

const ACTIONS: readonly { value: PlanFile["action"]; label: string }[] = [
  { value: "create", label: "Create" },
  { value: "modify", label: "Change" },
  { value: "delete", label: "Delete" },
];

/** The files that a step may touch, and what happens to each. */
export function FilesField(props: { files: readonly PlanFile[]; onChange: (files: PlanFile[]) => void }) {
  const set = (index: number, change: Partial<PlanFile>) =>
    props.onChange(props.files.map((file, at) => (at === index ? { ...file, ...change } : file)));
  return (
    <div>
      <p class="mb-1 text-small font-medium">Files</p>
      <ul class="grid gap-1.5">
        <Index each={props.files}>
          {(file, index) => (
            <li class="flex items-start gap-1.5">
              <select
                aria-label={`What happens to file ${index + 1}`}
                class="field-text h-[34px] max-md:h-[46px] rounded-control border border-line-strong bg-raised px-1.5"
                onChange={(event) => {
                  const action = ACTIONS.find((one) => one.value === event.currentTarget.value);
                  if (action) set(index, { action: action.value });
                }}
              >
                <For each={ACTIONS}>
                  {(action) => (
                    <option value={action.value} selected={action.value === file().action}>
                      {action.label}
                    </option>
                  )}
                </For>
              </select>
              <div class="min-w-0 flex-1">
                <TextField
                  label={`Path of file ${index + 1}`}
                  hideLabel
                  spellcheck={false}
                  class="font-mono"
                  placeholder="src/app.js"
                  value={file().path}
                  problem={pathProblem(file().path)}
                  onInput={(event) => set(index, { path: event.currentTarget.value })}
                />
              </div>
              <IconButton
                label={`Remove file ${index + 1}`}
                class="mt-0.5"
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
        class="mt-1 h-7! px-2 max-md:h-11!"
        onClick={() => props.onChange([...props.files, { path: "", action: "modify" }])}
      >
        <Plus size={13} aria-hidden="true" /> Add file
      </Button>
    </div>
  );
}
