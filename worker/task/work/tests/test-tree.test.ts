import { expect, it } from "vitest";
import { LIMITS } from "../../record/deadlines.ts";
import { commandsEndBy, runsThatFit } from "./test-tree.ts";

it("the commands of a step end before the step does", () => {
  expect(commandsEndBy(1_000)).toBeLessThan(1_000 + LIMITS.stepMs);
});

it.each([
  [60_000, 600_000, 10],
  [500_000, 900_000, 1],
  [500_000, 400_000, 0],
  [500_000, -1, 0],
  [0, 5, 5],
])("a run of %d ms fits into %d ms %d times", (durationMs, leftMs, times) => {
  expect(runsThatFit(durationMs, leftMs)).toBe(times);
});
