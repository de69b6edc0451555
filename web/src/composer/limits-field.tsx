import { For } from "solid-js";
import { TextField } from "../ui/field.tsx";
import { BUDGET_FIELDS, type BudgetDraft, type BudgetField, LIMITS } from "./budget.ts";

/** Hard limits of the task, folded away until someone wants one. */
export const LimitsField = (props: {
  budget: BudgetDraft;
  problem: (field: BudgetField) => string | null;
  onChange: (change: Partial<BudgetDraft>) => void;
}) => {
  // Decided once: a disclosure must not fold under the fingers when its last field is emptied.
  const open = BUDGET_FIELDS.some((field) => props.budget[field] !== "");
  return (
    <details open={open} class="group">
      <summary class="rounded-control font-medium max-md:py-2">
        <span>Limits</span>
        <span class="ml-2 font-normal text-small text-mute">
          Optional. At a limit the task stops and keeps its diff.
        </span>
      </summary>
      <div class="mt-2 grid grid-cols-4 gap-3 max-md:grid-cols-2">
        <For each={BUDGET_FIELDS}>
          {(field) => (
            <TextField
              label={LIMITS[field].label}
              inputmode={LIMITS[field].whole ? "numeric" : "decimal"}
              placeholder={LIMITS[field].example}
              value={props.budget[field]}
              problem={props.problem(field)}
              onInput={(event) => props.onChange({ [field]: event.currentTarget.value })}
            />
          )}
        </For>
      </div>
    </details>
  );
};
