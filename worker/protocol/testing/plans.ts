/** Plans for tests: complete and valid, with what a test is about said in `change`. */
import type { Plan, PlanDraft, PlanStep } from "../plan.ts";

/** A step that names no file, depends on nothing and has its id in its title. */
export const planStep = (id: string, change: Partial<PlanStep> = {}): PlanStep => ({
  id,
  title: `Step ${id}`,
  intent: "",
  files: [],
  acceptance: "",
  tests: [],
  risk: "low",
  risk_note: "",
  depends_on: [],
  ...change,
});

export const planDraft = (steps: PlanStep[], change: Partial<PlanDraft> = {}): PlanDraft => ({
  goal: "Make it right",
  assumptions: [],
  questions: [],
  steps,
  new_dependencies: [],
  out_of_scope: [],
  ...change,
});

/** The first version of a plan, written by the model. */
export const planOf = (steps: PlanStep[], change: Partial<Plan> = {}): Plan => ({
  ...planDraft(steps),
  version: 1,
  parent_version: null,
  author: "model",
  base_commit: "c0ffee",
  created_at: "2026-11-22T00:00:00.000Z",
  commands: { install: null, test: null, setup: [] },
  notes: [],
  estimate: null,
  ...change,
});
