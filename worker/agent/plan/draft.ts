import type { PlanDraft, PlanStep } from "../../protocol/index.ts";

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Puts what models commonly get slightly wrong into shape, before the plan is checked: missing or repeated step ids,
 * `./` and absolute paths, other words for a risk. What it does not know stays as it is, for the check to name.
 */
export function normaliseDraft(value: unknown, parsePath: (path: string) => string | null): unknown {
  if (!isObject(value) || !Array.isArray(value.steps)) return value;
  const taken = new Set<string>();
  return { ...value, steps: value.steps.map((step, index) => normaliseStep(step, index, taken, parsePath)) };
}

function normaliseStep(
  step: unknown,
  index: number,
  taken: Set<string>,
  parsePath: (path: string) => string | null,
): unknown {
  if (!isObject(step)) return step;
  const given = typeof step.id === "string" || typeof step.id === "number" ? String(step.id).trim() : "";
  let id = given === "" ? `s${index + 1}` : given.slice(0, 64);
  for (let suffix = 2; taken.has(id); suffix += 1) id = `${given.slice(0, 58) || `s${index + 1}`}-${suffix}`;
  taken.add(id);
  const files = Array.isArray(step.files)
    ? step.files.map((file) => normaliseFile(file, parsePath))
    : (step.files ?? []);
  const risk = typeof step.risk === "string" ? step.risk.toLowerCase() : step.risk;
  return { ...step, id, files, intent: step.intent ?? "", risk: risk === "med" ? "medium" : risk };
}

function normaliseFile(file: unknown, parsePath: (path: string) => string | null): unknown {
  if (!isObject(file) || typeof file.path !== "string") return file;
  return { ...file, path: parsePath(file.path) ?? file.path };
}

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
