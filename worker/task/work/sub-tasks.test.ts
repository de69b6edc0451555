import { describe, expect, it } from "vitest";
import type { PlanStep } from "../../protocol/index.ts";
import { planStep } from "../../protocol/testing/plans.ts";
import { nextStep, splitSteps } from "./sub-tasks.ts";

const step = (id: string, depends_on: string[] = []): PlanStep => planStep(id, { depends_on });

describe("splitSteps", () => {
  const steps = [step("c", ["b"]), step("a"), step("b", ["a"])];
  const done = (item: PlanStep) => ({ step: item, summary: item.id });

  it("orders what is left by what it depends on", () => {
    expect(splitSteps({ steps }, []).left.map(({ id }) => id)).toEqual(["a", "b", "c"]);
  });

  it("leaves out what is done, also under a wider plan", () => {
    const wider = [...steps, step("scope-2")];
    const split = splitSteps({ steps: wider }, [done(step("a"))]);
    expect(split.done).toEqual([done(step("a"))]);
    expect(split.left.map(({ id }) => id)).toEqual(["b", "c", "scope-2"]);
  });

  it("does a step again that was edited since", () => {
    const edited = steps.map((item) => (item.id === "a" ? { ...item, intent: "Otherwise." } : item));
    const split = splitSteps({ steps: edited }, [done(step("a"))]);
    expect(split).toMatchObject({
      done: [],
      left: [{ id: "a", intent: "Otherwise." }, { id: "b" }, { id: "c" }],
    });
  });
});

describe("nextStep", () => {
  const left = [step("a"), step("b", ["a"]), step("c", ["b"]), step("d")];
  const without = (...givenUp: string[]) => nextStep(left, new Set(givenUp))?.id ?? null;

  it("is the first that is left", () => expect(without()).toBe("a"));

  it("passes over a step that was given up, and all that builds on it", () => {
    expect(without("a")).toBe("d");
    expect(without("b")).toBe("a");
    expect(without("a", "d")).toBeNull();
  });
});
