import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Cadence } from "./cadence.ts";

beforeEach(() => vi.useFakeTimers({ now: 0 }));
afterEach(() => vi.useRealTimers());

function setUp() {
  const at: number[] = [];
  const cadence = new Cadence(() => at.push(Date.now()), 50);
  const askAt = (ms: number) => {
    vi.advanceTimersByTime(ms - Date.now());
    cadence.ask();
  };
  return { at, cadence, askAt };
}

it("runs at once after a rest, and in a burst once in each interval, the last time included", () => {
  const { at, askAt } = setUp();
  for (let ms = 7; ms < 120; ms += 3) askAt(ms);
  vi.runAllTimers();
  expect(at).toEqual([7, 57, 107, 157]);
  askAt(1_000);
  expect(at.at(-1)).toBe(1_000);
  vi.runAllTimers();
  expect(at).toHaveLength(5);
});

it("runs once more when its own work asks for it, and not without end in one turn", () => {
  const at: number[] = [];
  const cadence: Cadence = new Cadence(() => {
    at.push(Date.now());
    if (at.length < 3) cadence.ask();
  }, 50);
  cadence.ask();
  expect(at).toEqual([0]);
  vi.runAllTimers();
  expect(at).toEqual([0, 50, 100]);
});

it("is silent once it is stopped, keeps no timer, and begins anew when it is asked", () => {
  const { at, cadence, askAt } = setUp();
  askAt(0);
  askAt(10);
  cadence.stop();
  expect(vi.getTimerCount()).toBe(0);
  askAt(20);
  expect(at).toEqual([0, 20]);
});
