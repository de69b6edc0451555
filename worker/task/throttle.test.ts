import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Throttle } from "./throttle.ts";

beforeEach(() => vi.useFakeTimers({ now: 0 }));
afterEach(() => vi.useRealTimers());

function setUp() {
  const at: number[] = [];
  const throttle = new Throttle(() => at.push(Date.now()), 50);
  const askAt = (ms: number) => {
    vi.advanceTimersByTime(ms - Date.now());
    throttle.ask();
  };
  return { at, throttle, askAt };
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
  const throttle: Throttle = new Throttle(() => {
    at.push(Date.now());
    if (at.length < 3) throttle.ask();
  }, 50);
  throttle.ask();
  expect(at).toEqual([0]);
  vi.runAllTimers();
  expect(at).toEqual([0, 50, 100]);
});

it("is silent once it is stopped, keeps no timer, and begins anew when it is asked", () => {
  const { at, throttle, askAt } = setUp();
  askAt(0);
  askAt(10);
  throttle.stop();
  expect(vi.getTimerCount()).toBe(0);
  askAt(20);
  expect(at).toEqual([0, 20]);
});
