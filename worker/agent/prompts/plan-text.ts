import type { Plan, PlanStep, Reproduction } from "../../protocol/index.ts";

/** A plan as text for the model. */
export function planText(
  plan: Pick<Plan, "goal" | "assumptions" | "steps" | "new_dependencies" | "out_of_scope" | "reproduction">,
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
    ...(plan.reproduction ? reproductionLines(plan.reproduction) : []),
  ].join("\n");
}

function reproductionLines({ command, expect, files = [] }: Reproduction): string[] {
  return [
    "Reproduction, which Verne runs before and after the edits and which must pass after them:",
    `   $ ${command}`,
    `   Fails now with: ${expect}`,
    ...files.flatMap(({ path, content }) => [
      `   File ${path}, written for the run:`,
      content.replace(/^/gm, "   | "),
    ]),
  ];
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
