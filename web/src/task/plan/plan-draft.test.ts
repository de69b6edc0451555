import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PlanDraft, RepoPath } from "../../../../worker/protocol/index.ts";
import { planDraft, planStep as step } from "../../../../worker/protocol/testing/plans.ts";
import { afterSteps } from "./after-steps.ts";
import { pathProblem, planProblems, tidyDraft } from "./plan-draft.ts";
import { emptyStep, mayDependOn, moveStep, removeStep, restoreStep } from "./step-edits.ts";

const steps = ["a", "b", "c"].map((id) => step(id));
const draft = (list = steps) => planDraft(list);
const ids = (list: readonly { id: string }[]) => list.map((one) => one.id).join("");

describe("editing a plan", () => {
  it("puts a deleted step back where it was, with what depended on it", () => {
    const before = [step("a"), { ...step("b"), depends_on: ["a"] }, { ...step("c"), depends_on: ["b"] }];
    const without = removeStep(before, 1).map((one) => (one.id === "a" ? { ...one, title: "edited" } : one));
    const [, b] = before;
    if (!b) throw new Error("there are three steps");
    const back = restoreStep(without, { step: b, index: 1, dependants: ["c"] });
    expect(ids(back)).toBe("abc");
    expect(back.map((one) => one.depends_on)).toEqual([[], ["a"], ["b"]]);
    expect(back[0]?.title).toBe("edited");
  });

  it("keeps dependencies from going round in a circle, also over other steps", () => {
    const chain = [step("a"), { ...step("b"), depends_on: ["a"] }, { ...step("c"), depends_on: ["b"] }];
    expect(mayDependOn(chain, "a", "c")).toBe(false);
    expect(mayDependOn(chain, "a", "a")).toBe(false);
    expect(mayDependOn(chain, "c", "a")).toBe(true);
  });

  it("sends lists without the empty lines that typing leaves", () => {
    const typed = { ...draft([{ ...step("a"), tests: ["npm test ", ""] }]), assumptions: ["", " one", " "] };
    const sent = tidyDraft(typed);
    expect(sent.assumptions).toEqual(["one"]);
    expect(sent.steps[0]?.tests).toEqual(["npm test"]);
  });

  it("moves a step and stops at both ends", () => {
    expect(ids(moveStep(steps, 0, 1))).toBe("bac");
    expect(ids(moveStep(steps, 2, -2))).toBe("cab");
    expect(moveStep(steps, 0, -1)).toBe(steps);
    expect(moveStep(steps, 2, 1)).toBe(steps);
  });

  it("removes a step together with what depended on it", () => {
    const chain = [step("a"), { ...step("b"), depends_on: ["a"] }, { ...step("c"), depends_on: ["a", "b"] }];
    expect(removeStep(chain, 0).map((one) => one.depends_on)).toEqual([[], ["b"]]);
    expect(PlanDraft.safeParse(draft([...removeStep(chain, 0)])).success).toBe(true);
  });

  it("says what a step comes after, by number", () => {
    const chain = [step("a"), step("b"), { ...step("c"), depends_on: ["b", "a"] }];
    expect(chain.map((one) => afterSteps(one, chain))).toEqual([null, null, "after steps 1 and 2"]);
    expect(afterSteps({ ...step("d"), depends_on: ["b", "gone"] }, chain)).toBe("after step 2");
  });

  it("gives a new step an id that is free", () => {
    expect(emptyStep([step("s1"), step("s3")]).id).toBe("s4");
    expect(emptyStep([step("s3"), step("x")]).id).toBe("s4");
  });

  it("names what keeps a plan from being saved", () => {
    expect([...planProblems(draft())]).toEqual([]);
    expect([...planProblems(draft([])).keys()]).toEqual([""]);
    expect([...planProblems(draft([step("a", { title: " " })])).keys()]).toEqual(["a"]);
  });

  it("refuses exactly the paths that the protocol refuses", () => {
    const part = fc.constantFrom("src", "a.js", ".", "..", ".git", "", "b\\c");
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), (parts) => {
        const path = parts.join("/");
        expect(pathProblem(path) === null).toBe(RepoPath.safeParse(path).success);
      }),
    );
  });

  it("saves what the protocol accepts", () => {
    expect(PlanDraft.safeParse(draft([...steps, { ...emptyStep(steps), title: "New" }])).success).toBe(true);
  });
});
