/** The one object that counts running tasks: with made-up tasks, and with a real one. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { AdmissionObject, Need, SlotHolder, Standing } from "../admission/admission-object.ts";
import type { Caps } from "../admission/book.ts";
import { ADMISSION } from "../task/slot.ts";
import { command, connectGitHub, createTask, follow, until, users, view } from "./verne.ts";

interface Inside {
  caps: Caps;
  tasks: { getByName(taskId: string): SlotHolder };
}

/** Changes private parts of the object, by the names that it gives them, until it is evicted. */
const set = (stub: DurableObjectStub<AdmissionObject>, parts: Partial<Inside>) =>
  runInDurableObject(stub, (object) => {
    expect(Object.keys(object)).toEqual(expect.arrayContaining(Object.keys(parts)));
    Object.assign(object, parts);
  });

const due = (stub: DurableObjectStub<AdmissionObject>) =>
  runInDurableObject(stub, (_, { storage }) => void storage.sql.exec("UPDATE slot SET ask_at = 0"));

/** Tasks that note what they are told, and answer with what they are said to need. */
function fakeTasks() {
  const told = new Map<string, Standing>();
  const needs = new Map<string, Need | "silent">();
  const yielded: string[] = [];
  const getByName = (taskId: string): SlotHolder => ({
    slotIs: async (standing) => {
      const need = needs.get(taskId) ?? "working";
      if (need === "silent") throw new Error("the object does not answer");
      told.set(taskId, standing);
      return need;
    },
    yieldSlot: async () => {
      yielded.push(taskId);
      return needs.get(taskId) === "idle";
    },
  });
  return { told, needs, yielded, tasks: { getByName } };
}

/** Two tasks at once in all. */
async function admission(caps: Caps = { machines: 4, tasksPerUser: 9 }) {
  const stub = env.ADMISSION.getByName(crypto.randomUUID());
  const fakes = fakeTasks();
  await set(stub, { caps, tasks: fakes.tasks });
  const report = async (task: string, need: Need) =>
    stub.report({ taskId: task, userId: task[0] ?? "" }, need);
  return { stub, report, caps, ...fakes };
}

const HELD = { held: true, wait: null };
const waits = (position: number, of: number, limit = "installation") => ({
  held: false,
  wait: { position, of, limit },
});

describe("admission", () => {
  it("lets tasks in up to the cap, tells the others their position, and may be asked again", async () => {
    const { report, told } = await admission();
    expect(await report("a1", "working")).toEqual(HELD);
    expect(await report("a2", "working")).toEqual(HELD);
    expect(await report("a3", "working")).toEqual(waits(1, 1));
    expect(await report("a4", "working")).toEqual(waits(2, 2));
    expect(await report("a4", "working")).toEqual(waits(2, 2));
    // A user who was not served yet comes before the third of another.
    expect(await report("b1", "working")).toEqual(waits(1, 3));
    await vi.waitFor(() => expect(told.get("a4")).toEqual(waits(3, 3)));
    expect(await report("a1", "none")).toEqual({ held: false, wait: null });
    expect(await report("a1", "none")).toEqual({ held: false, wait: null });
    await vi.waitFor(() => expect(told.get("b1")).toEqual(HELD));
    await vi.waitFor(() => expect(told.get("a4")).toEqual(waits(2, 2)));
  });

  it("says when a user's own limit is what they wait for, and lets others pass", async () => {
    const { report } = await admission({ machines: 8, tasksPerUser: 1 });
    expect(await report("a1", "working")).toEqual(HELD);
    expect(await report("a2", "working")).toEqual(waits(1, 1, "user"));
    expect(await report("b1", "working")).toEqual(HELD);
  });

  it("knows everything again after a crash", async () => {
    const { stub, report, tasks, told, caps } = await admission();
    for (const task of ["a1", "a2", "a3"]) await report(task, "working");
    await evictDurableObject(stub);
    await set(stub, { caps, tasks });
    expect(await report("b1", "working")).toEqual(waits(1, 2));
    await report("a2", "none");
    await vi.waitFor(() => expect(told.get("b1")).toEqual(HELD));
    expect(await report("a3", "working")).toEqual(waits(1, 1));
  });

  it("takes a slot back whose task has forgotten it, or does not answer for long", async () => {
    const { stub, report, needs, told } = await admission();
    for (const task of ["a1", "a2", "b1", "c1"]) await report(task, "working");
    needs.set("a1", "none");
    await due(stub);
    await runDurableObjectAlarm(stub);
    await vi.waitFor(() => expect(told.get("b1")).toEqual(HELD));
    needs.set("a2", "silent");
    for (let round = 1; round < 5; round += 1) {
      await due(stub);
      await runDurableObjectAlarm(stub);
      expect(await report("c1", "working")).toEqual(waits(1, 1));
    }
    await due(stub);
    await runDurableObjectAlarm(stub);
    await vi.waitFor(() => expect(told.get("c1")).toEqual(HELD));
  });

  it("asks a task that waits for its user for its machines, the longest idle first, once others need them", async () => {
    const { report, needs, yielded, told } = await admission();
    for (const task of ["a1", "a2"]) {
      await report(task, "working");
      needs.set(task, "idle");
      await report(task, "idle");
    }
    expect(yielded).toEqual([]);
    await report("b1", "working");
    await vi.waitFor(() => expect(told.get("b1")).toEqual(HELD));
    expect(yielded).toEqual(["a1"]);
    // One that has work again keeps them.
    needs.set("a2", "working");
    await report("c1", "working");
    await vi.waitFor(() => expect(yielded).toEqual(["a1", "a2"]));
    expect(await report("c1", "working")).toEqual(waits(1, 1));
  });
});

describe("a task", () => {
  beforeAll(connectGitHub);

  it("waits for a free slot, says so in the API and in its journal, and goes on when there is one", async () => {
    const stub = env.ADMISSION.getByName(ADMISSION);
    const before = await runInDurableObject(stub, (object) => (object as unknown as Inside).caps);
    await set(stub, { caps: { machines: 0, tasksPerUser: 9 } });
    const { task_id: id } = await createTask();
    const events = await follow(id, (event) => event.type === "warning");
    expect(events.at(-1)).toMatchObject({
      data: { code: "waiting_for_slot" },
      message: expect.stringMatching(/^Waiting for a free slot: position 1 of 1\. Every machine/),
    });
    expect(await view(id)).toMatchObject({
      state: "queued",
      waiting_for_slot: { position: 1, of: 1, limit: "installation" },
    });
    // One that waits can be ended.
    const { task_id: other } = await createTask();
    await follow(other, (event) => event.type === "warning");
    await command(other, "cancel");
    await until(other, "cancelled");
    await set(stub, { caps: before });
    // Whoever leaves or asks next makes the object look again.
    await stub.report({ taskId: crypto.randomUUID(), userId: users().ada.userId }, "none");
    const all = await until(id, "awaiting_approval");
    const warned = all.flatMap((event) => (event.type === "warning" ? [event.data.code] : []));
    expect(warned.filter((code) => code.includes("slot"))).toEqual(["waiting_for_slot", "slot_free"]);
    expect((await view(id)).waiting_for_slot).toBeNull();
    const { running } = await stub.overview();
    await command(id, "cancel");
    await vi.waitFor(async () => expect((await stub.overview()).running).toBeLessThan(running));
  });
});
