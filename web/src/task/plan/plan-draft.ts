import type { Plan, PlanDraft } from "../../../../worker/protocol/index.ts";

/** The part of a plan that a user may change. */
export const draftOf = ({
  version,
  parent_version,
  author,
  base_commit,
  created_at,
  commands,
  notes,
  estimate,
  reproduced,
  ...draft
}: Plan): PlanDraft => draft;

export const sameDraft = (a: PlanDraft, b: PlanDraft): boolean => JSON.stringify(a) === JSON.stringify(b);

const written = (lines: readonly string[]): string[] => lines.map((line) => line.trim()).filter(Boolean);

/** The draft as it is sent: without empty lines in its lists. */
export const tidyDraft = (draft: PlanDraft): PlanDraft => ({
  ...draft,
  assumptions: written(draft.assumptions),
  out_of_scope: written(draft.out_of_scope),
  new_dependencies: written(draft.new_dependencies),
  chosen_commands: draft.chosen_commands && {
    ...draft.chosen_commands,
    setup: draft.chosen_commands.setup?.filter((line) => line.trim() !== ""),
  },
  steps: draft.steps.map((step) => ({ ...step, tests: written(step.tests) })),
});

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
