import { expect, it } from "vitest";
import { planOf, planStep } from "../../protocol/testing/plans.ts";
import { widerPlan } from "./wider-plan.ts";

const plan = planOf([planStep("1", {})]);
const wider = (...files: Parameters<typeof widerPlan>[1]) =>
  widerPlan(plan, files, 4, "2026-11-30T00:00:00.000Z");

it("adds the files that were asked for as a step, with the reason and what is done with each", () => {
  const made = wider({ path: "b.js", action: "create", reason: "It needs a home." });
  expect(made).toMatchObject({ version: 4, parent_version: plan.version, author: "scope" });
  expect(made.steps).toHaveLength(2);
  expect(made.steps[1]).toMatchObject({
    id: "scope-4",
    title: "Also create b.js",
    intent: "It needs a home.",
    files: [{ path: "b.js", action: "create" }],
  });
});

it("names which reason is for which files", () => {
  const [, step] = wider(
    { path: "b.js", action: "modify", reason: "It calls a." },
    { path: "c.js", action: "modify", reason: "It calls a." },
    { path: "d.js", action: "delete", reason: "Dead." },
  ).steps;
  expect(step).toMatchObject({
    title: "Also change 3 more files",
    intent: "b.js, c.js: It calls a.\nd.js: Dead.",
  });
  expect(
    wider({ path: "b", action: "delete", reason: "" }, { path: "c", action: "delete", reason: "" }).steps[1],
  ).toMatchObject({
    title: "Also delete 2 more files",
    intent: "The agent asks for these files and gave no reason.",
  });
});
