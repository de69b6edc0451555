import { DatabaseSync } from "node:sqlite";
import { beforeEach, describe, expect, it } from "vitest";
import { createTables } from "../record/schema.ts";
import { type Claim, LEASE_MS, MAX_ATTEMPTS, Steps } from "./lease.ts";

/** The object's SQL on SQLite in memory, as far as the steps use it. */
function memorySql(): SqlStorage {
  const database = new DatabaseSync(":memory:");
  const exec = (query: string, ...values: (string | number | null)[]) => {
    const statement = database.prepare(query);
    const answers = statement.columns().length > 0;
    const rows = answers ? statement.all(...values).map((row) => ({ ...row })) : [];
    return {
      rowsWritten: answers ? 0 : Number(statement.run(...values).changes),
      toArray: () => rows,
      one: () => {
        if (rows.length !== 1) throw new Error("not one row");
        return rows[0];
      },
    };
  };
  return { exec } as unknown as SqlStorage; // what else it has is not used
}

const NOW = 1_000_000;
let sql: SqlStorage;
let steps: Steps;
beforeEach(() => {
  sql = memorySql();
  createTables(sql);
  steps = new Steps(sql);
});

/** A claim that is granted. */
function claimed(id: string, now = NOW, lease = "l-1", epoch = 1): Claim {
  const claim = steps.claim(id, epoch, lease, now);
  if (typeof claim === "string") throw new Error(`${id} is ${claim}`);
  return claim;
}
const statusOf = (id: string) => steps.get(id)?.status;

describe("a claim", () => {
  it("is given to one run at a time", () => {
    const id = steps.add("plan", 1, NOW);
    expect(steps.claim(id, 1, "l-1", NOW)).toEqual({
      stepId: "plan:1",
      kind: "plan",
      epoch: 1,
      lease: "l-1",
      attempt: 1,
    });
    expect(steps.get(id)).toMatchObject({ status: "running", started_at: NOW, lease_until: NOW + LEASE_MS });
    expect(steps.claim(id, 1, "l-2", NOW)).toBe("busy");
    expect(steps.claim(id, 1, "l-2", NOW + LEASE_MS)).toBe("busy");
    expect(steps.get(id)?.lease).toBe("l-1");
  });

  it("passes on once its lease has run out, and counts attempts up to the last", () => {
    const id = steps.add("plan", 1, NOW);
    let now = NOW;
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1, now += LEASE_MS + 1)
      expect(claimed(id, now, `l-${attempt}`).attempt).toBe(attempt);
    expect(steps.claim(id, 1, "late", now)).toBe("busy");
    expect(steps.get(id)?.lease).toBe(`l-${MAX_ATTEMPTS}`);
  });

  it("finds nothing to run in another epoch, in what has ended and in what is not there", () => {
    const id = steps.add("plan", 1, NOW);
    expect(steps.claim(id, 2, "l", NOW)).toBe("stale");
    expect(steps.claim("plan:9", 1, "l", NOW)).toBe("stale");
    steps.finish(id, "done", NOW);
    expect(steps.claim(id, 1, "l", NOW)).toBe("stale");
  });

  it("waits until the step is due", () => {
    const id = steps.add("plan", 1, NOW);
    steps.retryAt(claimed(id), NOW + 500);
    expect(steps.get(id)).toMatchObject({ status: "pending", lease: null });
    expect(steps.claim(id, 1, "l-2", NOW + 499)).toBe("busy");
    expect(claimed(id, NOW + 500, "l-2").attempt).toBe(2);
  });

  it("gives each step of a kind a number of its own", () => {
    expect(steps.add("plan", 1, NOW)).toBe("plan:1");
    expect(steps.add("test", 1, NOW)).toBe("test:1");
    expect(steps.add("plan", 2, NOW)).toBe("plan:2");
    expect(steps.get("plan:2")).toMatchObject({ kind: "plan", epoch: 2, created_at: NOW, attempt: 0 });
  });
});

describe("a lease", () => {
  it("holds and is renewed by the run that has it alone", () => {
    const claim = claimed(steps.add("plan", 1, NOW));
    expect(steps.holds(claim)).toBe(true);
    expect(steps.renew(claim, NOW + 10)).toBe(true);
    expect(steps.get("plan:1")?.lease_until).toBe(NOW + 10 + LEASE_MS);
    for (const other of [{ lease: "l-2" }, { epoch: 2 }, { stepId: "plan:2" }]) {
      expect(steps.holds({ ...claim, ...other }), JSON.stringify(other)).toBe(false);
      expect(steps.renew({ ...claim, ...other }, NOW + 20), JSON.stringify(other)).toBe(false);
    }
    expect(steps.get("plan:1")?.lease_until).toBe(NOW + 10 + LEASE_MS);
  });

  it.each<[string, (claim: Claim) => void, string]>([
    ["the step is done", ({ stepId }) => steps.finish(stepId, "done", NOW), "done"],
    ["the step failed", ({ stepId }) => steps.finish(stepId, "failed", NOW), "failed"],
    ["the step is put back", (claim) => steps.retryAt(claim, NOW), "pending"],
    ["the task is fenced", () => steps.fence(), "void"],
  ])("is lost when %s", (_why, end, status) => {
    const claim = claimed(steps.add("plan", 1, NOW));
    end(claim);
    expect(statusOf("plan:1")).toBe(status);
    expect(steps.get("plan:1")?.lease).toBeNull();
    expect(steps.holds(claim)).toBe(false);
    expect(steps.renew(claim, NOW)).toBe(false);
  });

  it("ends with the object that had it, once for each step", () => {
    expect(steps.endInterruptedLeases()).toBe(false);
    const id = steps.add("plan", 1, NOW);
    claimed(id);
    expect(steps.endInterruptedLeases()).toBe(true);
    expect(steps.endInterruptedLeases()).toBe(false);
    expect(claimed(id, NOW + 1, "l-2").attempt).toBe(2);
    expect(steps.endInterruptedLeases()).toBe(false);
    expect(steps.claim(id, 1, "l-3", NOW + 2)).toBe("busy");
  });
});

describe("steps", () => {
  it("are void once they are fenced, unless they have ended", () => {
    const [done, pending] = [steps.add("plan", 1, NOW), steps.add("test", 1, NOW)];
    steps.finish(done, "done", NOW);
    steps.fence();
    expect([done, pending].map(statusOf)).toEqual(["done", "void"]);
    expect(steps.isOpen()).toBe(false);
  });

  it("are open until they have ended, each kind for itself", () => {
    expect(steps.isOpen()).toBe(false);
    const baseline = steps.add("baseline", 1, NOW);
    expect([steps.isOpen(), steps.isOpen("baseline"), steps.isOpen("apply")]).toEqual([true, true, false]);
    claimed(baseline);
    expect(steps.isOpen("baseline")).toBe(true);
    steps.finish(baseline, "failed", NOW);
    expect([steps.isOpen(), steps.isOpen("baseline")]).toEqual([false, false]);
  });

  it("are overdue when they are due and nobody holds them, the oldest first", () => {
    expect(steps.nextDue()).toBeNull();
    const second = steps.add("test", 1, NOW + 1);
    const first = steps.add("plan", 1, NOW);
    expect(steps.overdue(NOW).map(({ id }) => id)).toEqual([first, second]);
    expect(steps.nextDue()).toBe(0);
    steps.retryAt(claimed(first), NOW + 50);
    claimed(second);
    expect(steps.overdue(NOW + 49)).toEqual([]);
    expect(steps.nextDue()).toBe(NOW + 50);
    expect(steps.overdue(NOW + 50).map(({ id }) => id)).toEqual([first]);
    steps.finish(first, "done", NOW);
    expect(steps.nextDue()).toBe(NOW + LEASE_MS + 1);
    expect(steps.overdue(NOW + LEASE_MS)).toEqual([]);
    expect(steps.overdue(NOW + LEASE_MS + 1).map(({ id }) => id)).toEqual([second]);
  });
});
