import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayBars, niceCeiling, periodOf } from "./periods.ts";

const NOW = Date.parse("2026-11-22T23:30:00Z");
const sum = { calls: 1, input_tokens: 90, output_tokens: 10, cached_input_tokens: 0 };

describe("the usage of a period", () => {
  it("ends today and holds as many days as asked, thirty without a known number", () => {
    expect(periodOf("7", NOW)).toEqual({ days: 7, from: "2026-11-16", to: "2026-11-22" });
    expect(periodOf("12", NOW).days).toBe(30);
    expect(periodOf(undefined, NOW).from).toBe("2026-10-24");
  });

  it("has a bar for every day, and tells a free day from one with an unknown price", () => {
    const bars = dayBars({
      from: "2026-11-20",
      to: "2026-11-23",
      by_day: [
        { ...sum, day: "2026-11-21", cost_usd: null, unknown_cost_calls: 1 },
        { ...sum, calls: 2, day: "2026-11-22", cost_usd: 0.5, unknown_cost_calls: 1 },
      ],
    });
    expect(bars.map((bar) => [bar.day.slice(-2), bar.tokens, bar.costUsd, bar.partly])).toEqual([
      ["20", 0, 0, false],
      ["21", 100, null, true],
      ["22", 100, 0.5, true],
      ["23", 0, 0, false],
    ]);
  });

  it("rounds an axis up, never below its value and at most two and a half times above it", () => {
    expect([0, 3, 10, 18_420].map(niceCeiling)).toEqual([1, 5, 10, 20_000]);
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (value) => {
        expect(niceCeiling(value)).toBeGreaterThanOrEqual(value * 0.999999);
        expect(niceCeiling(value)).toBeLessThanOrEqual(value * 2.5);
      }),
    );
  });
});
