import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { readConfig } from "../env.ts";
import { countCases } from "../protocol/index.ts";
import { Changes } from "../task/change-set/changes.ts";
import { StoredObjects } from "../task/change-set/stored-objects.ts";
import { TouchedPaths } from "../task/change-set/touched-paths.ts";
import { Commands } from "../task/commands.ts";
import { Mirror } from "../task/out/mirror.ts";
import { LIMITS } from "../task/record/deadlines.ts";
import { Inbox } from "../task/record/inbox.ts";
import { Life } from "../task/record/life.ts";
import { failTask } from "../task/run/runner.ts";
import { BY, initOf, stubOf } from "./verne.ts";

/** Far enough ahead that no alarm fires during a test. */
const YEAR_MS = 365 * 24 * 60 * 60_000;

interface Parts {
  state: DurableObjectState;
  life: Life;
  inbox: Inbox;
  commands: Commands;
  clock: { at: number };
}

/** A task on a real object's storage, without the object's own parts. */
async function onStorage(test: (parts: Parts) => void | Promise<void>): Promise<void> {
  const taskId = crypto.randomUUID();
  await runInDurableObject(stubOf(taskId), async (_object, state) => {
    const clock = { at: Date.now() + YEAR_MS };
    const time = { now: () => clock.at, id: () => crypto.randomUUID() };
    const life = new Life(state.storage, time, { committed() {}, fenced() {} });
    life.create(initOf(taskId));
    const inbox = new Inbox(state.storage.sql, life, time);
    await test({
      state,
      life,
      inbox,
      commands: new Commands(state.storage.sql, life, inbox, time, () => false),
      clock,
    });
    await state.storage.deleteAlarm();
  });
}

const earliest = (state: DurableObjectState) =>
  state.storage.sql.exec<{ at: number }>("SELECT min(at) AS at FROM deadline").one().at;

describe("the alarm", () => {
  it("is set in the turn that writes a deadline, and follows the earliest one", () =>
    onStorage(async ({ state, life, clock }) => {
      expect(await state.storage.getAlarm()).toBe(earliest(state));
      life.deadlines.set("outbox", clock.at - 5_000);
      expect(await state.storage.getAlarm()).toBe(clock.at - 5_000);
      life.deadlines.clear("outbox");
      expect(await state.storage.getAlarm()).toBe(earliest(state));
    }));

  it("is not moved by a transaction that was rolled back", () =>
    onStorage(async ({ state, life }) => {
      const before = await state.storage.getAlarm();
      const fail = () =>
        life.transact(() => {
          life.deadlines.set("outbox", 1);
          throw new Error("no");
        });
      expect(fail).toThrow("no");
      expect(await state.storage.getAlarm()).toBe(before);
    }));

  it("brings a deadline back whose work was cut off, and no other", () =>
    onStorage(({ life, clock }) => {
      life.deadlines.set("sandbox_idle", clock.at);
      life.deadlines.set("outbox", clock.at);
      expect(life.deadlines.take(clock.at)).toEqual(expect.arrayContaining(["sandbox_idle", "outbox"]));
      life.deadlines.done("outbox");
      expect(life.deadlines.take(clock.at + 50_000)).not.toContain("sandbox_idle");
      // The object died here; nothing recorded that the sandbox was removed.
      const later = life.deadlines.take(clock.at + 61_000);
      expect(later).toContain("sandbox_idle");
      expect(later).not.toContain("outbox");
    }));

  it("keeps what is set anew while a deadline is being met", () =>
    onStorage(({ life, clock }) => {
      life.deadlines.set("sandbox_idle", clock.at);
      life.deadlines.take(clock.at);
      life.deadlines.setBy("sandbox_idle", clock.at + 10 * 60_000);
      life.deadlines.done("sandbox_idle");
      expect(life.deadlines.take(clock.at + 9 * 60_000)).not.toContain("sandbox_idle");
      expect(life.deadlines.take(clock.at + 10 * 60_000)).toContain("sandbox_idle");
    }));
});

describe("the working time", () => {
  it("is counted anew after a retry, so that a task out of time can go on", () =>
    onStorage(({ state, life, commands, clock }) => {
      life.fire("clone_started");
      clock.at += LIMITS.taskActiveMs;
      failTask(life, { code: "task_deadline", message: "too long", step: "clone" });
      expect(commands.execute("retry-key", { name: "retry" }, BY)).toMatchObject({ ok: true });
      const { at } = state.storage.sql
        .exec<{ at: number }>("SELECT at FROM deadline WHERE kind = 'task'")
        .one();
      expect(at).toBe(clock.at + LIMITS.taskActiveMs);
    }));
});

describe("a message", () => {
  it("that a failed step had read is read again after a retry; one that had its effect is not", () =>
    onStorage(({ life, inbox, commands }) => {
      inbox.add("first");
      inbox.take();
      inbox.settle();
      inbox.add("second");
      expect(inbox.take()).toMatchObject([{ text: "second" }]);
      failTask(life, { code: "model_overloaded", message: "busy", step: "clone" });
      commands.execute("retry-key", { name: "retry" }, BY);
      expect(inbox.take()).toMatchObject([{ text: "second" }]);
    }));

  it("counts as read once a conversation holds it, not when it is taken", () =>
    onStorage(({ life, inbox }) => {
      const read = () => life.events(0, 100).filter((event) => event.type === "user_message_taken").length;
      inbox.add("first");
      inbox.take();
      expect([read(), inbox.pending(), inbox.waiting().length]).toEqual([0, 1, 1]);
      inbox.confirm();
      inbox.confirm();
      expect([read(), inbox.pending(), inbox.waiting().length]).toEqual([1, 0, 0]);
      expect(inbox.take()).toEqual([]);
    }));

  it("that an interrupted run took comes again, unless its conversation holds it", () =>
    onStorage(({ life, inbox }) => {
      inbox.add("lost");
      inbox.add("stored");
      inbox.take();
      inbox.takeBack((text) => text === "stored");
      expect(inbox.take()).toMatchObject([{ text: "lost" }]);
      expect(life.userMessages().map(({ text }) => text)).toEqual(["lost", "stored"]);
    }));

  it("that waited is not told twice when it starts a round", () =>
    onStorage(({ life, inbox, commands }) => {
      inbox.add("more");
      life.update((record) => {
        record.state = "reviewing";
      });
      commands.continueWith(inbox.take());
      expect(life.record).toMatchObject({ state: "applying", round: { kind: "follow_up", text: "more" } });
      const said = life.events(0, 100).filter((event) => event.type === "user_message");
      expect(said).toHaveLength(1);
    }));
});

describe("an idempotency key", () => {
  it("is forgotten after a day, so that answers do not pile up", () =>
    onStorage(({ state, life, commands, clock }) => {
      const send = (key: string) => commands.execute(key, { name: "message", body: { text: "hello" } }, BY);
      send("first-key");
      send("first-key");
      expect(life.events(0, 100).filter((event) => event.type === "user_message")).toHaveLength(1);
      clock.at += 25 * 60 * 60_000;
      send("second-key");
      const { n } = state.storage.sql.exec<{ n: number }>("SELECT count(*) AS n FROM answer").one();
      expect(n).toBe(1);
    }));
});

describe("a large value", () => {
  it("is stored in parts without harm to a character at a cut", () =>
    onStorage(({ life }) => {
      const text = `${"x".repeat(499_998)}${"😀".repeat(10)}`;
      life.documents.put("install_failure", text);
      // Not `toBe`, which would print the whole difference.
      expect(life.documents.get("install_failure") === text).toBe(true);
    }));
});

describe("the mirror", () => {
  it("that is refused again and again tells the user once, and backs off instead of hammering", () =>
    onStorage(async ({ state, life, inbox, clock }) => {
      const config = readConfig({ ...env, SUPABASE_SECRET_KEY: "sb_secret_of_somebody_else" });
      const time = { now: () => clock.at, id: () => crypto.randomUUID() };
      const { sql } = state.storage;
      const changes = new Changes(life, new StoredObjects(life, sql, env.ARTIFACTS), new TouchedPaths(sql));
      const mirror = new Mirror(life, config, inbox, changes, time);
      const due = () =>
        state.storage.sql.exec<{ at: number }>("SELECT at FROM deadline WHERE kind = 'mirror'").one().at;
      for (let n = 0; n < 12; n++) {
        expect(await mirror.flush()).toBe(false);
        clock.at = due();
      }
      const told = life.events(0, 100).filter((event) => event.type === "warning");
      expect(told).toMatchObject([{ data: { code: "mirror_failed" } }]);
      // Ongoing work requests the mirror at once; the back-off still applies.
      expect(await mirror.flush()).toBe(false);
      const pausedUntil = due();
      expect(pausedUntil - clock.at).toBeGreaterThan(30_000);
      life.emit({ type: "agent_text", message: "hello", data: { text: "hello" } });
      expect(await mirror.flush()).toBe(false);
      expect(due()).toBe(pausedUntil);
    }));
});

describe("a large event", () => {
  it("fits into its row and keeps what failed", () =>
    onStorage(({ life }) => {
      const cases = Array.from({ length: 20_000 }, (_, n) => ({
        id: `suite::${n}`,
        name: `case ${n}`,
        file: null,
        outcome: n === 19_999 ? ("failed" as const) : ("passed" as const),
        message: "m".repeat(n === 19_999 ? 100 : 200),
        duration_ms: 1,
      }));
      const report = {
        outcome: "failed" as const,
        evidence: "cases" as const,
        command: "npm test",
        exit_code: 1,
        duration_ms: 1,
        counts: countCases(cases),
        cases,
        output_tail: "",
        note: null,
      };
      life.emit({ type: "tests", message: "many", data: { phase: "after", report } });
      const event = life.events(0, 100).at(-1);
      if (event?.type !== "tests") throw new Error("no report");
      expect(event.data.report.cases[0]?.outcome).toBe("failed");
      expect(event.data.report.note).toContain("of 20000 tests");
    }));
});
