import { createMemo, createSignal, lazy, Show, Suspense } from "solid-js";
import { BUDGET_FIELDS, type BudgetDraft, type BudgetField } from "./budget.ts";

const LimitInputs = lazy(() => import("./limit-inputs.tsx"));

/** Hard limits of the task, folded away until someone wants one. */
export default function LimitsField(props: {
  budget: BudgetDraft;
  problem: (field: BudgetField) => string | null;
  onChange: (change: Partial<BudgetDraft>) => void;
}) {
  const [opened, setOpened] = createSignal(false);
  // Once open it stays open: emptying the last field must not fold it.
  const open = createMemo<boolean>(
    (was) => was || BUDGET_FIELDS.some((field) => props.budget[field] !== ""),
    false,
  );
  return (
    <details open={open()} onToggle={() => setOpened(true)}>
      <summary class="rounded-control font-medium max-md:py-2">
        <span>Limits</span>
        <span class="ml-2 font-normal text-small text-mute">
          Optional. At a limit the task stops and keeps its diff.
        </span>
      </summary>
      <Show when={opened() || open()}>
        <Suspense fallback={<div class="mt-2 h-13 max-md:h-36" />}>
          <LimitInputs {...props} />
        </Suspense>
      </Show>
    </details>
  );
}
