import { describe, expect, it } from "vitest";
import type { PlanDraft } from "../../../../worker/protocol/index.ts";
import { planDraft as plan, planStep as step } from "../../../../worker/protocol/testing/plans.ts";
import { diffPlans, isEmpty } from "./plan-diff.ts";

const kinds = (before: PlanDraft, after: PlanDraft) =>
  diffPlans(before, after).steps.map((one) => [one.kind, one.id, one.number, one.movedFrom]);

describe("diffPlans", () => {
  it("says nothing about equal plans", () => {
    expect(isEmpty(diffPlans(plan([step("a"), step("b")]), plan([step("a"), step("b")])))).toBe(true);
  });

  it("names added, removed and changed steps, and leaves the others out", () => {
    const before = plan([step("a"), step("b"), step("c")]);
    const after = plan([step("a"), step("c", { title: "New title" }), step("d")]);
    expect(kinds(before, after)).toEqual([
      ["changed", "c", 2, null],
      ["added", "d", 3, null],
      ["removed", "b", 2, null],
    ]);
  });

  it("tells a move from a shift that an added step causes", () => {
    const before = plan([step("a"), step("b")]);
    expect(kinds(before, plan([step("b"), step("a")]))).toEqual([
      ["changed", "b", 1, 2],
      ["changed", "a", 2, 1],
    ]);
    expect(kinds(before, plan([step("new"), step("a"), step("b")]))).toEqual([["added", "new", 1, null]]);
  });

  it("compares every field of a step in words", () => {
    const old = step("b", { files: [{ path: "a.js", action: "modify" }] });
    const now = step("b", {
      intent: "why",
      files: [{ path: "a.js", action: "delete" }],
      acceptance: "it works",
      tests: ["npm test"],
      risk: "high",
      risk_note: "careful",
      depends_on: ["a"],
    });
    const [found] = diffPlans(plan([step("a"), old]), plan([step("a"), now])).steps;
    expect(found?.changes).toEqual([
      { kind: "text", field: "What and why", before: "", after: "why" },
      { kind: "list", field: "Files", removed: ["change a.js"], added: ["delete a.js"] },
      { kind: "text", field: "Done when", before: "", after: "it works" },
      { kind: "list", field: "Tests", removed: [], added: ["npm test"] },
      { kind: "text", field: "Risk", before: "low", after: "high" },
      { kind: "text", field: "Risk note", before: "", after: "careful" },
      { kind: "list", field: "After", removed: [], added: ["Step a"] },
    ]);
  });

  it("compares the plan's own fields", () => {
    const after = plan([], { goal: "h", new_dependencies: ["zod"], assumptions: ["x"] });
    expect(diffPlans(plan([], { out_of_scope: ["y"], questions: ["q"] }), after).fields).toEqual([
      { kind: "text", field: "Goal", before: "Make it right", after: "h" },
      { kind: "list", field: "Questions", removed: ["q"], added: [] },
      { kind: "list", field: "New dependencies", removed: [], added: ["zod"] },
      { kind: "list", field: "Assumptions", removed: [], added: ["x"] },
      { kind: "list", field: "Left alone", removed: ["y"], added: [] },
    ]);
  });
});
