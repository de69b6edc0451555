import type { Plan, PlanStep } from "../../protocol/index.ts";

/** A plan as text for the model. */
export function planText(
  plan: Pick<Plan, "goal" | "assumptions" | "steps" | "new_dependencies" | "out_of_scope">,
): string {
  const list = (title: string, items: readonly string[]) =>
    items.length === 0 ? [] : [`${title}:`, ...items.map((item) => `- ${item}`)];
  return [
    `Goal: ${plan.goal}`,
    ...list("Assumptions", plan.assumptions),
    "Steps:",
    ...plan.steps.flatMap((step, index) => stepLines(step, index)),
    ...list("New dependencies", plan.new_dependencies),
    ...list("Out of scope", plan.out_of_scope),
  ].join("\n");
}

function stepLines(step: PlanStep, index: number): string[] {
  return [
    `${index + 1}. [${step.id}] ${step.title}`,
    ...(step.depends_on.length === 0 ? [] : [`   After: ${step.depends_on.join(", ")}`]),
    ...(step.intent === "" ? [] : [`   ${step.intent}`]),
    ...step.files.map((file) => `   - ${file.action} ${file.path}`),
    ...(step.acceptance === "" ? [] : [`   Done when: ${step.acceptance}`]),
    ...(step.tests.length === 0 ? [] : [`   Shown by: ${step.tests.join("; ")}`]),
    ...(step.risk_note === "" ? [] : [`   Risk: ${step.risk_note}`]),
  ];
}
