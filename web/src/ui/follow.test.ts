import { expect, it } from "vitest";
import { followAfterScroll } from "./follow.ts";

const place = (offsetPx: number, lastOffsetPx: number, leftPx: number) => ({
  offsetPx,
  lastOffsetPx,
  leftPx,
});

it("goes on while the end runs ahead of it", () => {
  expect(followAfterScroll(true, place(5_000, 4_000, 90_000))).toBe(true);
});

it("ends when the reader scrolls up, and begins again at the end", () => {
  expect(followAfterScroll(true, place(3_900, 4_000, 900))).toBe(false);
  expect(followAfterScroll(false, place(4_500, 4_000, 400))).toBe(false);
  expect(followAfterScroll(false, place(4_870, 4_500, 30))).toBe(true);
});
