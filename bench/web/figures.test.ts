import { expect, it } from "vitest";
import { type Figure, isOver, medianOf, percentile, table } from "./figures.ts";

const time = (value: number): Figure => ({ name: "Paint", value, unit: "ms", budget: 100 });
const size = (value: number): Figure => ({ name: "Entry", value, unit: "KB", budget: 70 });

it("lets a time be a tenth over its budget, and a size never", () => {
  expect([100, 110, 111].map((ms) => isOver(time(ms)))).toEqual([false, false, true]);
  expect([70, 70.1].map((kb) => isOver(size(kb)))).toEqual([false, true]);
});

it("takes the middle of several runs, figure by figure", () => {
  const runs = [
    [time(90), size(60)],
    [time(500), size(60)],
    [time(80), size(60)],
  ];
  expect(medianOf(runs)).toEqual([time(90), size(60)]);
});

it("names the value below which most lie", () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(percentile(values, 0.95)).toBe(96);
  expect(percentile([7], 0.95)).toBe(7);
});

it("marks what is over its budget", () => {
  expect(table([time(99), size(71)])).toBe("Paint       99 of   100 ms\nEntry     71.0 of    70 KB  OVER");
});
