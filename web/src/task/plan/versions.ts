import type { Plan } from "../../../../worker/protocol/index.ts";
import type { Entry } from "../timeline/entries.ts";

/** Every version of the plan that the page knows, oldest first: those of the journal, and the current one. */
export function planVersions(timeline: readonly Entry[], current: Plan): Plan[] {
  const byVersion = new Map<number, Plan>([[current.version, current]]);
  for (const entry of timeline) if (entry.kind === "plan") byVersion.set(entry.plan.version, entry.plan);
  return [...byVersion.values()].sort((a, b) => a.version - b.version);
}

/** The version asked for in the address (`?v=2`); the current one when there is no such version. */
export const shownVersion = (versions: readonly Plan[], asked: string | undefined, current: Plan): Plan =>
  versions.find((plan) => String(plan.version) === asked) ?? current;

/** The version to compare `shown` with (`?from=1`); null when nothing or itself is asked for. */
export const comparedVersion = (
  versions: readonly Plan[],
  asked: string | undefined,
  shown: Plan,
): Plan | null =>
  versions.find((plan) => String(plan.version) === asked && plan.version !== shown.version) ?? null;

export type StepProgress = "started" | "done" | "not_done";

/** How far the newest plan has come, by step id; empty for a plan that is carried out as a whole. */
export function planProgress(timeline: readonly Entry[]): ReadonlyMap<string, StepProgress> {
  const since = timeline.findLastIndex((entry) => entry.kind === "plan");
  const progress = new Map<string, StepProgress>();
  for (const entry of timeline.slice(since + 1)) {
    if (entry.kind !== "step") continue;
    for (const item of entry.items) if (item.kind === "plan_step") progress.set(item.stepId, item.status);
  }
  return progress;
}
