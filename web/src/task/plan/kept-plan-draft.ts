import { createSignal } from "solid-js";
import type { Plan, PlanDraft } from "../../../../worker/protocol/index.ts";
import { draftOf, sameDraft } from "./plan-draft.ts";

/** The user's unsaved edits of the plan, kept in the browser until they are saved or discarded. */
export interface KeptPlanDraft {
  /** The changed plan; null while nobody edits. */
  draft(): PlanDraft | null;
  /** The version that is being changed. */
  parentVersion(): number | null;
  /** True when the draft differs from the version it is based on. */
  changed(): boolean;
  begin(plan: Plan): void;
  discard(): void;
  set(change: Partial<PlanDraft>): void;
}

interface Stored {
  version: number;
  original: PlanDraft;
  draft: PlanDraft;
}

export function createKeptPlanDraft(taskId: string): KeptPlanDraft {
  const key = `verne.plan.${taskId}`;
  const [state, setState] = createSignal<Stored | null>(read(key));
  const keep = (next: Stored | null) => {
    setState(next);
    if (next) localStorage.setItem(key, JSON.stringify(next));
    else localStorage.removeItem(key);
  };
  const set = (change: Partial<PlanDraft>) => {
    const now = state();
    if (now) keep({ ...now, draft: { ...now.draft, ...change } });
  };
  return {
    draft: () => state()?.draft ?? null,
    parentVersion: () => state()?.version ?? null,
    changed: () => {
      const now = state();
      return now !== null && !sameDraft(now.original, now.draft);
    },
    begin: (plan) => keep({ version: plan.version, original: draftOf(plan), draft: draftOf(plan) }),
    discard: () => keep(null),
    set,
  };
}

function read(key: string): Stored | null {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    const whole = typeof stored === "object" && stored !== null && "version" in stored && "draft" in stored;
    // Written by `keep` above; another shape can only come from an older version of the app.
    return whole ? (stored as Stored) : null;
  } catch {
    return null;
  }
}
