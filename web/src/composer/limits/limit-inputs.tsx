import { For } from "solid-js";
import { TextField } from "../../ui/field.tsx";
import type { BudgetDraft, BudgetField } from "./budget.ts";

interface LimitField {
  field: BudgetField;
  label: string;
  inputmode: "decimal" | "numeric";
  placeholder: string;
}
const FIELDS: readonly LimitField[] = [
  { field: "maxCostUsd", label: "Cost in US dollars", inputmode: "decimal", placeholder: "2.50" },
  { field: "maxTokens", label: "Tokens", inputmode: "numeric", placeholder: "500000" },
  { field: "maxMinutes", label: "Minutes", inputmode: "numeric", placeholder: "30" },
  { field: "maxModelCalls", label: "Model calls", inputmode: "numeric", placeholder: "100" },
];

/** One field for each limit. */
export default function LimitInputs(props: {
  budget: BudgetDraft;
  problem: (field: BudgetField) => string | null;
  onChange: (change: Partial<BudgetDraft>) => void;
}) {
  return (
    <div class="mt-2 grid grid-cols-4 gap-3 max-md:grid-cols-2">
      <For each={FIELDS}>
        {({ field, ...look }) => (
          <TextField
            {...look}
            value={props.budget[field]}
            problem={props.problem(field)}
            onInput={(event) => props.onChange({ [field]: event.currentTarget.value })}
          />
        )}
      </For>
    </div>
  );
}
