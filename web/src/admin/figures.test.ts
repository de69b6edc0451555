import { expect, it } from "vitest";
import { durationText, shares } from "./figures.ts";

it.each([
  [null, "–"],
  [0, "0 ms"],
  [849.6, "850 ms"],
  [4_240, "4.2 s"],
  [61_000, "1 min"],
])("writes %s as %s", (ms, text) => expect(durationText(ms)).toBe(text));

it("draws bars against the greatest, and shows the smallest", () => {
  expect(shares([10_000, 5_000, 1, 0])).toEqual([100, 50, 1, 0]);
  expect(shares([0, 0])).toEqual([0, 0]);
  expect(shares([])).toEqual([]);
});
