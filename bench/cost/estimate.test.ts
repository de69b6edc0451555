import { describe, expect, it } from "vitest";
import { ceiling, eventsPerYear, parts, TYPICAL, uses } from "./estimate.ts";

const total = (load = TYPICAL) => parts(load).reduce((sum, { usd }) => sum + usd, 0);

describe("the cost of a task", () => {
  it("is what the prices say, for an hour of one machine that works all the time", () => {
    const hour = { ...TYPICAL, minutes: 60, machines: 1, busy: 1 };
    const of = (name: string) => parts(hour).find((part) => part.name === name)?.usd;
    // 0.5 vCPU × 3600 s × $0.00002; 4 GiB × 3600 × $0.0000025; 8 GB × 3600 × $0.00000007.
    expect(of("container processors")).toBeCloseTo(0.036, 6);
    expect(of("container memory")).toBeCloseTo(0.036, 6);
    expect(of("container disk")).toBeCloseTo(0.002016, 6);
    // Two objects for an hour: twice 460.8 GB-s.
    expect(of("objects, held")).toBeCloseTo(2 * 460.8 * 12.5e-6, 6);
  });

  it("grows with minutes, machines and size, and not with the number of tasks", () => {
    expect(total({ ...TYPICAL, minutes: 30 })).toBeGreaterThan(1.9 * total());
    expect(total({ ...TYPICAL, machines: 1 })).toBeLessThan(total());
    expect(total({ ...TYPICAL, instance: "standard-4" })).toBeGreaterThan(total());
    expect(total({ ...TYPICAL, tasksPerDay: 1e6 })).toBe(total());
  });
});

describe("the limits", () => {
  it("name what is met first, and how many tasks fit", () => {
    // 4 × 100 tasks in 24 h, 15 min and two machines each: 8.3 machines of 40.
    const [first] = uses(TYPICAL);
    expect(first).toMatchObject({ name: "machines that the installation allows", limit: 40 });
    expect(first?.used).toBeCloseTo((4 * 100 * 15 * 2) / 1_440, 6);
    const most = ceiling(TYPICAL);
    expect(most.tasksPerDay).toBe(480);
    const there = { ...TYPICAL, tasksPerDay: most.tasksPerDay };
    expect(uses(there).every(({ used, limit }) => used <= limit * 1.000_001)).toBe(true);
    expect(uses({ ...there, tasksPerDay: 481 }).some(({ used, limit }) => used > limit)).toBe(true);
  });

  it("move on when the first is raised", () => {
    const wide = { ...TYPICAL, maxMachines: 1e6, postgresBatchesPerSecond: 300 };
    expect(ceiling(wide).by.name).toBe("memory of the account's containers");
    expect(ceiling({ ...wide, instance: "lite" }).by.name).toBe("batches into Postgres");
    expect(ceiling({ ...wide, instance: "lite", postgresBatchesPerSecond: 1e9 }).by.name).toBe(
      "disk of the account's containers",
    );
  });

  it("count the rows of a year", () => expect(eventsPerYear(TYPICAL)).toBe(14_600_000));
});
