import { describe, expect, it } from "vitest";
import { decide, type History, LIMITS, type Limits } from "./supervision.ts";

const limits: Limits = { silentProbes: 3, maxRestarts: 2, withinMs: 1_000 };
const fresh: History = { silent: 0, restarts: [] };
const see = (history: History, seen: Parameters<typeof decide>[1], now = 0) =>
  decide(history, seen, now, limits);

describe("the supervision of the Worker", () => {
  it("restarts one that exited at once, and one that is silent after some probes", () => {
    expect(see(fresh, "exited").do).toBe("restart");
    const once = see(fresh, "silent");
    const twice = see(once.history, "silent");
    expect([once.do, twice.do, see(twice.history, "silent").do]).toEqual(["nothing", "nothing", "restart"]);
  });

  it("takes an answer as the end of a silence", () => {
    const answered = see({ silent: 2, restarts: [] }, "answered");
    expect(see(answered.history, "silent").do).toBe("nothing");
    expect(answered).toEqual({ do: "nothing", history: fresh });
    const again = see(see(answered.history, "silent").history, "silent");
    expect([again.do, see(again.history, "silent").do]).toEqual(["nothing", "restart"]);
  });

  it("gives up after too many restarts in too short a time, and only then", () => {
    const second = see(see(fresh, "exited", 0).history, "exited", 500);
    expect(second.do).toBe("restart");
    expect(see(second.history, "exited", 900).do).toBe("give_up");
    expect(see(second.history, "exited", 1_100).do).toBe("restart");
  });

  it("outlives six deaths within 45 seconds, and ends one that never comes up", () => {
    let history: History = fresh;
    const die = (now: number) => {
      const decision = decide(history, "exited", now, LIMITS);
      history = decision.history;
      return decision.do;
    };
    expect([0, 9, 18, 27, 36, 45].map((second) => die(second * 1_000))).toEqual(Array(6).fill("restart"));
    const next = Array.from({ length: 20 }, (_, index) => die(46_000 + index));
    expect(next.indexOf("give_up")).toBe(6);
  });
});
