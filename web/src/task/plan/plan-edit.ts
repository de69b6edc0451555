import type { Plan, PlanDraft, PlanStep } from "../../../../worker/protocol/index.ts";

const NUMBERS = new Intl.ListFormat("en", { type: "conjunction" });

/** The part of a plan that a user may change. */
export const draftOf = (plan: Plan): PlanDraft => ({
  goal: plan.goal,
  assumptions: plan.assumptions,
  questions: plan.questions,
  steps: plan.steps,
  new_dependencies: plan.new_dependencies,
  out_of_scope: plan.out_of_scope,
});

export const sameDraft = (a: PlanDraft, b: PlanDraft): boolean => JSON.stringify(a) === JSON.stringify(b);

/** `steps` with the step at `index` moved by `by` places; the same list when it cannot move. */
export function moveStep(steps: readonly PlanStep[], index: number, by: number): readonly PlanStep[] {
  const target = index + by;
  const step = steps[index];
  if (!step || target < 0 || target >= steps.length) return steps;
  const rest = steps.filter((_, position) => position !== index);
  return [...rest.slice(0, target), step, ...rest.slice(target)];
}

/** The steps without the one at `index`; what depended on it depends on it no longer. */
export function removeStep(steps: readonly PlanStep[], index: number): readonly PlanStep[] {
  const gone = steps[index]?.id;
  return steps
    .filter((_, position) => position !== index)
    .map((step) =>
      gone !== undefined && step.depends_on.includes(gone)
        ? { ...step, depends_on: step.depends_on.filter((id) => id !== gone) }
        : step,
    );
}

/** `after step 2`, `after steps 1 and 3`: what has to be done before `step`; null when nothing has. */
export function afterSteps(step: PlanStep, steps: readonly PlanStep[]): string | null {
  const numbers = step.depends_on
    .map((id) => steps.findIndex((one) => one.id === id) + 1)
    .filter((number) => number > 0)
    .sort((a, b) => a - b);
  if (numbers.length === 0) return null;
  return `after ${numbers.length === 1 ? "step" : "steps"} ${NUMBERS.format(numbers.map(String))}`;
}

/** A new empty step whose id no other step has. */
export function emptyStep(steps: readonly PlanStep[]): PlanStep {
  const taken = new Set(steps.map((step) => step.id));
  let number = steps.length + 1;
  while (taken.has(`s${number}`)) number++;
  return {
    id: `s${number}`,
    title: "",
    intent: "",
    files: [],
    acceptance: "",
    tests: [],
    risk: "low",
    risk_note: "",
    depends_on: [],
  };
}

/** Why `path` cannot be a file of the repository; null when it can. */
export function pathProblem(path: string): string | null {
  if (path === "") return "Enter a path.";
  const parts = path.split("/");
  const odd = parts.some(
    (part) => part === "" || part === "." || part === ".." || part.toLowerCase() === ".git",
  );
  return odd || path.includes("\\") ? "Enter a path inside the repository, like src/app.js." : null;
}

/** What keeps the plan from being saved, by step id; empty when nothing does. */
export function planProblems(draft: PlanDraft): Map<string, string> {
  const problems = new Map<string, string>();
  if (draft.steps.length === 0) problems.set("", "A plan needs at least one step.");
  for (const step of draft.steps) {
    const path = step.files.map((file) => pathProblem(file.path)).find((problem) => problem !== null);
    if (step.title.trim() === "") problems.set(step.id, "Give the step a title.");
    else if (path) problems.set(step.id, path);
  }
  return problems;
}
