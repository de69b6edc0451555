/** Changes of the list of steps, as the plan's editor makes them. Pure. */
import type { PlanStep } from "../../../../worker/protocol/index.ts";

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
