/** Typed access to documents that earlier steps stored for later ones. */
import type { Baseline, RepoContext } from "../../agent/types.ts";
import type { Plan, TestReport } from "../../protocol/index.ts";
import type { Life } from "./life.ts";

export function contextOf(life: Life): RepoContext {
  const context = life.documents.get("context");
  if (!context) throw new Error("the repository was not analyzed");
  return context;
}

export const baselineOf = (life: Life): TestReport | null => life.documents.get("baseline");

/** The same for the agent: null while the tests before the edits run or will, and in words why there is none. */
export function knownBaseline(life: Life): Baseline | null {
  if (life.steps.isOpen("baseline") || life.record.baselineSince !== null) return null;
  if (life.documents.get("baseline_due") && !life.record.baselineSkipped) return null;
  const none = life.record.baselineSkipped
    ? "The user went on without them, so nothing is known of them."
    : "They were not run, so nothing is known of them.";
  return baselineOf(life) ?? none;
}

/** What the checkout lacks (submodules, LFS files), as sentences. */
export const checkoutNotesOf = (life: Life): string[] => life.documents.get("checkout-notes") ?? [];

/** The plan that the user approved; only that one may be executed. */
export function approvedPlan(life: Life): Plan {
  const { approvedVersion, baseCommit } = life.record;
  const plan = approvedVersion === null ? null : life.plan(approvedVersion);
  if (!plan) throw new Error("no plan is approved");
  if (plan.base_commit !== baseCommit) throw new Error("the approved plan is for another base commit");
  return plan;
}
