import type { Plan } from "../../protocol/index.ts";

/** A plan as the model reads it. */
export function planText(plan: Pick<Plan, "goal" | "assumptions" | "steps" | "out_of_scope">): string {
  const list = (title: string, items: readonly string[]) =>
    items.length === 0 ? [] : [`${title}:`, ...items.map((item) => `- ${item}`)];
  const steps = plan.steps.flatMap((step, index) => [
    `${index + 1}. [${step.id}] ${step.title}`,
    ...(step.intent === "" ? [] : [`   ${step.intent}`]),
    ...step.files.map((file) => `   - ${file.action} ${file.path}`),
    ...(step.acceptance === "" ? [] : [`   Done when: ${step.acceptance}`]),
  ]);
  return [
    `Goal: ${plan.goal}`,
    ...list("Assumptions", plan.assumptions),
    "Steps:",
    ...steps,
    ...list("Out of scope", plan.out_of_scope),
  ].join("\n");
}
