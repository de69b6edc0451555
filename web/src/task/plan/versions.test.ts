import { describe, expect, it } from "vitest";
import { planOf } from "../../../../worker/protocol/testing/plans.ts";
import type { Entry, StepItem } from "../timeline/entries.ts";
import { comparedVersion, planProgress, planVersions, shownVersion } from "./versions.ts";

const plan = (version: number) =>
  planOf([], { version, parent_version: version === 1 ? null : version - 1, goal: `goal ${version}` });
const entry = (version: number): Entry => ({
  id: `plan-${version}`,
  at: "",
  kind: "plan",
  plan: plan(version),
  approvedBy: null,
});
const run = (...steps: [string, "started" | "done"][]): Entry => ({
  id: `run-${steps.length}`,
  at: "",
  kind: "step",
  step: "apply",
  attempt: 1,
  ended: null,
  tokens: 0,
  items: steps.map(
    ([stepId, status]): StepItem => ({
      id: stepId,
      at: "",
      kind: "plan_step",
      stepId,
      title: stepId,
      status,
    }),
  ),
});

describe("plan versions", () => {
  it("holds the journal's versions and the current one, each once, oldest first", () => {
    const versions = planVersions([entry(2), entry(1)], plan(3));
    expect(versions.map((one) => one.version)).toEqual([1, 2, 3]);
    expect(planVersions([entry(1)], plan(1))).toHaveLength(1);
  });

  it("shows and compares what the address names, and never a version with itself", () => {
    const versions = [plan(1), plan(2)];
    expect(shownVersion(versions, "1", plan(2)).version).toBe(1);
    expect(shownVersion(versions, "9", plan(2)).version).toBe(2);
    expect(comparedVersion(versions, "1", plan(2))?.version).toBe(1);
    expect(comparedVersion(versions, "2", plan(2))).toBeNull();
    expect(comparedVersion(versions, undefined, plan(2))).toBeNull();
  });
});

describe("planProgress", () => {
  it("carries on over a restarted run, and begins anew with a new plan", () => {
    const first = [entry(1), run(["s1", "done"], ["s2", "started"]), run(["s2", "started"])];
    expect([...planProgress(first)]).toEqual([
      ["s1", "done"],
      ["s2", "started"],
    ]);
    expect(planProgress([...first, entry(2)]).size).toBe(0);
  });
});
