import type { PlanDraft, PlanStep } from "../../../../worker/protocol/index.ts";

/** One field that reads differently: a text before and after, or what left and joined a list. */
export type FieldChange =
  | { kind: "text"; field: string; before: string; after: string }
  | { kind: "list"; field: string; removed: readonly string[]; added: readonly string[] };

export interface StepChange {
  readonly id: string;
  readonly kind: "added" | "removed" | "changed";
  readonly title: string;
  /** Place in the list, from 1: of the new plan, or of the old one for a removed step. */
  readonly number: number;
  /** The place it had before, where it is another one among the steps that both plans have. */
  readonly movedFrom: number | null;
  readonly changes: readonly FieldChange[];
}

export interface PlanChanges {
  readonly fields: readonly FieldChange[];
  readonly steps: readonly StepChange[];
}

const RISK = { low: "low", medium: "medium", high: "high" };
const ACTION = { create: "create", modify: "change", delete: "delete" };

const text = (field: string, before: string, after: string): FieldChange[] =>
  before === after ? [] : [{ kind: "text", field, before, after }];

function list(field: string, before: readonly string[], after: readonly string[]): FieldChange[] {
  const removed = before.filter((one) => !after.includes(one));
  const added = after.filter((one) => !before.includes(one));
  return removed.length + added.length === 0 ? [] : [{ kind: "list", field, removed, added }];
}

const filesOf = (step: PlanStep): string[] => step.files.map((file) => `${ACTION[file.action]} ${file.path}`);

/** Steps are named by their number in their own plan, as the reader sees them. */
const dependenciesOf = (step: PlanStep, plan: PlanDraft): string[] =>
  step.depends_on.map((id) => plan.steps.find((one) => one.id === id)?.title ?? id);

function stepChanges(old: PlanStep, now: PlanStep, before: PlanDraft, after: PlanDraft): FieldChange[] {
  return [
    ...text("Title", old.title, now.title),
    ...text("What and why", old.intent, now.intent),
    ...list("Files", filesOf(old), filesOf(now)),
    ...text("Done when", old.acceptance, now.acceptance),
    ...list("Tests", old.tests, now.tests),
    ...text("Risk", RISK[old.risk], RISK[now.risk]),
    ...text("Risk note", old.risk_note, now.risk_note),
    ...list("After", dependenciesOf(old, before), dependenciesOf(now, after)),
  ];
}

/** The ids of steps whose order among the steps of both plans differs. */
function movedIds(before: PlanDraft, after: PlanDraft): Set<string> {
  const inBoth = (plan: PlanDraft, other: PlanDraft) =>
    plan.steps.map((step) => step.id).filter((id) => other.steps.some((step) => step.id === id));
  const old = inBoth(before, after);
  return new Set(inBoth(after, before).filter((id, index) => old[index] !== id));
}

/** What a reader of `before` has to know to have read `after`. Steps are the same when their id is. Pure. */
export function diffPlans(before: PlanDraft, after: PlanDraft): PlanChanges {
  const moved = movedIds(before, after);
  const kept = after.steps.flatMap((step, index): StepChange[] => {
    const place = before.steps.findIndex((one) => one.id === step.id);
    const old = before.steps[place];
    const shared = { id: step.id, title: step.title, number: index + 1 };
    if (!old) return [{ ...shared, kind: "added", movedFrom: null, changes: [] }];
    const changes = stepChanges(old, step, before, after);
    const movedFrom = moved.has(step.id) ? place + 1 : null;
    return changes.length === 0 && movedFrom === null
      ? []
      : [{ ...shared, kind: "changed", movedFrom, changes }];
  });
  const gone = before.steps.flatMap((step, index): StepChange[] =>
    after.steps.some((one) => one.id === step.id)
      ? []
      : [
          {
            id: step.id,
            kind: "removed",
            title: step.title,
            number: index + 1,
            movedFrom: null,
            changes: [],
          },
        ],
  );
  return {
    fields: [
      ...text("Goal", before.goal, after.goal),
      ...list("Questions", before.questions, after.questions),
      ...list("New dependencies", before.new_dependencies, after.new_dependencies),
      ...list("Assumptions", before.assumptions, after.assumptions),
      ...list("Left alone", before.out_of_scope, after.out_of_scope),
    ],
    steps: [...kept, ...gone],
  };
}

export const isEmpty = (changes: PlanChanges): boolean =>
  changes.fields.length === 0 && changes.steps.length === 0;
