import { expect, it } from "vitest";
import type { FileDiff } from "../../../../worker/protocol/index.ts";
import { isGenerated, orderFiles } from "./files.ts";

const file = (path: string, outOfPlan = false): FileDiff => ({
  path,
  status: "modified",
  additions: 1,
  deletions: 1,
  binary: false,
  plan_steps: [],
  out_of_plan: outOfPlan,
  machine_written: false,
});

it("knows what a tool wrote", () => {
  expect(["package-lock.json", "a/go.sum", "dist/app.js", "x.min.js"].filter(isGenerated)).toHaveLength(4);
  expect(["src/lock.ts", "distance.js", "go.summary"].filter(isGenerated)).toEqual([]);
});

it("puts files outside the plan first and generated ones last", () => {
  const ordered = orderFiles([file("yarn.lock"), file("b.js"), file("a.js"), file("z.js", true)]);
  expect(ordered.map((one) => one.path)).toEqual(["z.js", "a.js", "b.js", "yarn.lock"]);
});
