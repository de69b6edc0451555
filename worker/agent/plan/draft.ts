import { orderOf, type PlanDraft, type PlanStep } from "../../protocol/index.ts";

/** What exists at a planned path in the base tree. */
export type Existing = "file" | "missing" | "other";

/** Files planned to be modified or deleted that do not exist. */
export function missingFiles(draft: PlanDraft, existing: ReadonlyMap<string, Existing>): string[] {
  const created = new Set<string>();
  const missing = new Set<string>();
  for (const file of draft.steps.flatMap((step) => step.files)) {
    if (file.action === "create") created.add(file.path);
    else if (existing.get(file.path) === "missing" && !created.has(file.path)) missing.add(file.path);
  }
  return [...missing];
}

/**
 * Corrects the actions to the tree: creating an existing file becomes modify, modifying a missing one becomes create,
 * and deleting a missing one is dropped.
 */
export function fitToTree(draft: PlanDraft, existing: ReadonlyMap<string, Existing>): PlanDraft {
  const made = new Set<string>();
  const fit = (step: PlanStep): PlanStep => ({
    ...step,
    files: step.files.flatMap((file) => {
      const there = existing.get(file.path) === "file" || made.has(file.path);
      if (file.action === "delete") return there ? [file] : [];
      made.add(file.path);
      return [{ ...file, action: there ? ("modify" as const) : ("create" as const) }];
    }),
  });
  return { ...draft, steps: draft.steps.map(fit) };
}

/** Orders the steps by execution, and marks those with privileged files as risky. */
export function readyForReview(draft: PlanDraft): PlanDraft {
  return { ...draft, steps: (orderOf(draft.steps) ?? draft.steps).map(withRisk) };
}

/** Adds notes about paths to the steps that name them, for the user. */
export function withNotes(draft: PlanDraft, notes: ReadonlyMap<string, string>): PlanDraft {
  const steps = draft.steps.map((step) => {
    const told = step.files.flatMap(({ path }) => notes.get(path) ?? []);
    if (told.length === 0) return step;
    const risk = step.risk === "low" ? ("medium" as const) : step.risk;
    return { ...step, risk, risk_note: `${told.join(" ")} ${step.risk_note}`.trim().slice(0, 500) };
  });
  return { ...draft, steps };
}

/** Privileged files, which a person should check: they run with rights of their own, or control reviews or agents. */
const POWERFUL =
  /^\.github\/|^\.gitlab-ci\.yml$|^\.circleci\/|(?:^|\/)(?:\.npmrc|\.gitmodules|CODEOWNERS|AGENTS\.md|CLAUDE\.md)$|^\.(?:husky|claude|cursor|vscode|devcontainer)\//i;

function withRisk(step: PlanStep): PlanStep {
  const powerful = step.files.map(({ path }) => path).filter((path) => POWERFUL.test(path));
  if (powerful.length === 0) return step;
  const note = `Check this closely: ${powerful.join(", ")} can run code elsewhere or steer reviews and agents.`;
  return { ...step, risk: "high", risk_note: `${note} ${step.risk_note}`.trim().slice(0, 500) };
}
