import { expect, it } from "vitest";
import { formatAge, formatDuration } from "./time.ts";

it.each([
  [-5, "0 ms"],
  [850, "850 ms"],
  [4_230, "4.2 s"],
  [59_999, "59 s"],
  [187_000, "3m 07s"],
  [3_840_000, "1h 04m"],
])("formats %d ms as %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

it.each([
  [-10_000, "now"],
  [59_000, "now"],
  [61_000, "1m"],
  [3_600_000, "1h"],
  [90_000_000, "1d"],
])("an age of %d ms is %s", (ageMs, text) => {
  const now = Date.parse("2026-11-22T12:00:00Z");
  expect(formatAge(new Date(now - ageMs).toISOString(), now)).toBe(text);
});
