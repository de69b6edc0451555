import { orderOf, type PlanDraft, type PlanStep } from "../../protocol/index.ts";

/** What stands at a planned path in the tree that the plan is made for. */
export type Existing = "file" | "missing" | "other";

/** Planned files that do not fit the tree: to be changed or deleted, and not there. */
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
 * The plan with actions that fit the tree: a file to be created that exists is modified; one to be modified that is
 * missing is created; one to be deleted that is missing is left out.
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

/** The steps in the order in which they are carried out, those with files of special rights marked as risky. */
export function readyForReview(draft: PlanDraft): PlanDraft {
  return { ...draft, steps: (orderOf(draft.steps) ?? draft.steps).map(withRisk) };
}

/** The plan with what is to be known of a path told to the user, in the steps that name it. */
export function withNotes(draft: PlanDraft, notes: ReadonlyMap<string, string>): PlanDraft {
  const steps = draft.steps.map((step) => {
    const told = step.files.flatMap(({ path }) => notes.get(path) ?? []);
    if (told.length === 0) return step;
    const risk = step.risk === "low" ? ("medium" as const) : step.risk;
    return { ...step, risk, risk_note: `${told.join(" ")} ${step.risk_note}`.trim().slice(0, 500) };
  });
  return { ...draft, steps };
}

/** What runs with rights of its own or steers who reviews and what agents do: a person should look twice. */
const POWERFUL =
  /^\.github\/|^\.gitlab-ci\.yml$|^\.circleci\/|(?:^|\/)(?:\.npmrc|\.gitmodules|CODEOWNERS|AGENTS\.md|CLAUDE\.md)$|^\.(?:husky|claude|cursor|vscode|devcontainer)\//i;

function withRisk(step: PlanStep): PlanStep {
  const powerful = step.files.map(({ path }) => path).filter((path) => POWERFUL.test(path));
  if (powerful.length === 0) return step;
  const note = `Check this closely: ${powerful.join(", ")} can run code elsewhere or steer reviews and agents.`;
  return { ...step, risk: "high", risk_note: `${note} ${step.risk_note}`.trim().slice(0, 500) };
}
