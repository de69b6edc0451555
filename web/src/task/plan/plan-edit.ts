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

/** A step that was deleted, with what it takes to put it back. */
export interface RemovedStep {
  step: PlanStep;
  index: number;
  /** Ids of the steps that depended on it. */
  dependants: readonly string[];
}

/** The steps with a deleted one back in its place, and in what depended on it. Later edits of the others stay. */
export function restoreStep(steps: readonly PlanStep[], removed: RemovedStep): readonly PlanStep[] {
  const { step, index, dependants } = removed;
  const known = new Set(steps.map((one) => one.id));
  if (known.has(step.id)) return steps;
  const depending = steps.map((one) =>
    dependants.includes(one.id) ? { ...one, depends_on: [...one.depends_on, step.id] } : one,
  );
  const back = { ...step, depends_on: step.depends_on.filter((id) => known.has(id)) };
  return [...depending.slice(0, index), back, ...depending.slice(index)];
}

/** Whether the step `id` may come after the step `other` without going round in a circle. */
export function mayDependOn(steps: readonly PlanStep[], id: string, other: string): boolean {
  const seen = new Set<string>();
  const reaches = (from: string): boolean => {
    if (from === id) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return steps.find((step) => step.id === from)?.depends_on.some(reaches) ?? false;
  };
  return !reaches(other);
}

const written = (lines: readonly string[]): string[] => lines.map((line) => line.trim()).filter(Boolean);

/** The draft as it is sent: without empty lines in its lists. */
export const tidyDraft = (draft: PlanDraft): PlanDraft => ({
  ...draft,
  assumptions: written(draft.assumptions),
  out_of_scope: written(draft.out_of_scope),
  new_dependencies: written(draft.new_dependencies),
  steps: draft.steps.map((step) => ({ ...step, tests: written(step.tests) })),
});

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
  if (draft.goal.trim() === "") problems.set("", "Give the plan a goal.");
  if (draft.steps.length === 0) problems.set("", "A plan needs at least one step.");
  for (const step of draft.steps) {
    const path = step.files.map((file) => pathProblem(file.path)).find((problem) => problem !== null);
    if (step.title.trim() === "") problems.set(step.id, "Give the step a title.");
    else if (path) problems.set(step.id, path);
  }
  return problems;
}
