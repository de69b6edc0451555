import type { PlanStep } from "../../../../worker/protocol/index.ts";

const NUMBERS = new Intl.ListFormat("en", { type: "conjunction" });

/** `after step 2`, `after steps 1 and 3`: what has to be done before `step`; null when nothing has. */
export function afterSteps(step: PlanStep, steps: readonly PlanStep[]): string | null {
  const numbers = step.depends_on
    .map((id) => steps.findIndex((one) => one.id === id) + 1)
    .filter((number) => number > 0)
    .sort((a, b) => a - b);
  if (numbers.length === 0) return null;
  return `after ${numbers.length === 1 ? "step" : "steps"} ${NUMBERS.format(numbers.map(String))}`;
}
