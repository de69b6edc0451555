import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { DeadlineKind } from "../record/deadlines.ts";
import { Alarm, type Duties } from "./alarm.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const ALL: DeadlineKind[] = ["expire", "mirror", "sandbox_idle", "outbox", "approval", "steps", "task"];

/** An alarm whose duties run `answers`; a duty without one resolves at once. */
function setUp(answers: Partial<Record<DeadlineKind, () => void | Promise<void>>> = {}) {
  let due: DeadlineKind[] = [];
  const met: DeadlineKind[] = [];
  const done: DeadlineKind[] = [];
  const again: [DeadlineKind, number][] = [];
  const life = {
    deadlines: {
      take: () => due,
      done: (kind: DeadlineKind) => void done.push(kind),
      setBy: (kind: DeadlineKind, at: number) => void again.push([kind, at - Date.now()]),
    },
    find: () => null,
  };
  const dutyOf = (kind: DeadlineKind) => () => {
    met.push(kind);
    return answers[kind]?.();
  };
  // ALL contains every kind.
  const duties = Object.fromEntries(ALL.map((kind) => [kind, dutyOf(kind)])) as Duties;
  const subject = new Alarm(life, { now: () => Date.now() }, duties);
  const alarm = (...kinds: DeadlineKind[]) => {
    due = kinds;
    return subject.runDue();
  };
  return { alarm, met, done, again };
}

const never = () => new Promise<void>(() => {});

it("serves the task and its steps before all that may take long, whatever order they are found in", async () => {
  for (const found of [ALL, ALL.toReversed()]) {
    const { alarm, met, done } = setUp();
    await alarm(...found);
    expect(met).toEqual(["task", "approval", "steps", "outbox", "sandbox_idle", "mirror", "expire"]);
    expect(done.toSorted()).toEqual(ALL.toSorted());
  }
});

it("is free again although the mirror hangs, and starts none beside it", async () => {
  let end = () => {};
  const { alarm, met, done } = setUp({ mirror: () => new Promise((resolve) => (end = resolve)) });
  const began = Date.now();
  const first = alarm("mirror");
  await vi.advanceTimersToNextTimerAsync();
  await first;
  expect(Date.now() - began).toBeLessThanOrEqual(2_000);
  const second = alarm("mirror", "steps");
  expect(met).toEqual(["mirror", "steps"]);
  await vi.advanceTimersToNextTimerAsync();
  await second;
  // The deadline stays stored until the duty is done, in case the object dies.
  expect(done).toEqual(["steps"]);
  end();
  await vi.advanceTimersByTimeAsync(0);
  expect(done).toEqual(["steps", "mirror"]);
  const third = alarm("mirror");
  expect(met).toEqual(["mirror", "steps", "mirror"]);
  end();
  await third;
});

it("is free again although nothing answers", async () => {
  const { alarm, met } = setUp({ outbox: never, sandbox_idle: never, mirror: never });
  const began = Date.now();
  const met1 = alarm("mirror", "sandbox_idle", "outbox", "steps");
  await vi.runAllTimersAsync();
  await met1;
  expect(Date.now() - began).toBeLessThanOrEqual(10_000);
  expect(met).toEqual(["steps", "outbox", "sandbox_idle", "mirror"]);
});

it("leaves no timer behind", async () => {
  const { alarm } = setUp({ mirror: async () => {} });
  await alarm(...ALL);
  expect(vi.getTimerCount()).toBe(0);
});

it("promises again what failed, and goes on with the others", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  const { alarm, met, again } = setUp({
    steps: () => {
      throw new Error("no");
    },
    mirror: () => Promise.reject(new Error("no")),
  });
  await alarm("steps", "mirror", "outbox");
  expect(met).toEqual(["steps", "outbox", "mirror"]);
  expect(again).toEqual([
    ["steps", 10_000],
    ["mirror", 10_000],
  ]);
  expect(logged).toHaveBeenCalledTimes(2);
  logged.mockRestore();
});
