/** Tasks stored by another version of Verne: migrated to the present form, or ended with everything readable. */
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { storeConfig } from "../access/database.ts";
import { readConfig } from "../env.ts";
import type { EventPage, TaskDiff, TaskPage } from "../protocol/index.ts";
import { userClient } from "../store/client.ts";
import { insertTask } from "../store/tasks.ts";
import { STORED_FORM } from "../task/record/schema.ts";
import awaiting from "./fixtures/form-0-awaiting-approval.json";
import reviewing from "./fixtures/form-0-reviewing.json";
import nameless from "./fixtures/form-1-reviewing.json";
import { edit, read, runTrial } from "./trial.ts";
import { call, connectGitHub, createTask, errorOf, FIX, ok, stubOf, until, users, view } from "./verne.ts";

beforeAll(connectGitHub);

/** One stored table: its definition and rows; `base64` stands for bytes. */
interface StoredTable {
  name: string;
  create: string;
  rows: Record<string, string | number | null | { base64: string }>[];
}

/** Writes an object's storage as another version would have. */
async function leave(id: string, write: (sql: SqlStorage) => void): Promise<void> {
  const left = runInDurableObject(stubOf(id), async (_object, state) => {
    write(state.storage.sql);
    await state.storage.sync();
    state.abort("left");
  });
  await expect(left).rejects.toThrow("left");
}

/** A task of ada's whose object contains the fixture. */
async function stored(tables: unknown): Promise<string> {
  const id = crypto.randomUUID();
  const { accessToken, userId } = users().ada;
  await insertTask(userClient(storeConfig(readConfig(env)), accessToken), {
    ...FIX,
    id,
    user_id: userId,
    title: "Stored long ago",
    auto_pr: false,
    review_plan: true,
  });
  const text = JSON.stringify(tables).replaceAll("TASK_ID", id).replaceAll("USER_ID", userId);
  await leave(id, (sql) => {
    sql.exec("DROP TABLE IF EXISTS form");
    for (const { name, create, rows } of JSON.parse(text) as StoredTable[]) {
      sql.exec(`DROP TABLE IF EXISTS "${name}"`);
      sql.exec(create);
      for (const row of rows) {
        const values = Object.values(row).map((value) =>
          typeof value === "object" && value !== null
            ? Uint8Array.from(atob(value.base64), (char) => char.charCodeAt(0)).buffer
            : value,
        );
        const places = values.map(() => "?").join(", ");
        sql.exec(`INSERT INTO "${name}"(${Object.keys(row).join(", ")}) VALUES (${places})`, ...values);
      }
    }
  });
  return id;
}

const formOf = (id: string) =>
  runInDurableObject(stubOf(id), (_object, state) =>
    state.storage.sql.exec<{ version: number }>("SELECT version FROM form").one(),
  );

describe("a task of the form before forms had numbers", () => {
  it("that waits for review is read as it was, and its change with it", async () => {
    const id = await stored(reviewing);
    const task = await view(id);
    expect(task).toMatchObject({
      state: "reviewing",
      tests: { verdict: "pass" },
      allowed: expect.any(Array),
    });
    expect(task.allowed).toEqual(expect.arrayContaining(["apply", "message", "cancel"]));
    // Secrets were not scanned for yet.
    expect(task.objections.map(({ kind }) => kind)).toEqual(["unchecked"]);
    expect(await formOf(id)).toEqual({ version: STORED_FORM });
    const diff = await ok<TaskDiff>(call("GET", `/api/tasks/${id}/diff`));
    expect(diff.files.map(({ path }) => path)).toEqual(["one.js"]);
    expect(diff.patch).toContain("+// One.");
    expect(await (await call("GET", `/api/tasks/${id}/patch`)).text()).toContain("+// One.");
    const { items } = await ok<EventPage>(call("GET", `/api/tasks/${id}/events`));
    expect(items.length).toBe(task.head_seq);
  });

  it("that waits for approval goes on from there", async () => {
    const id = await stored(awaiting);
    const task = await view(id);
    expect(task).toMatchObject({ state: "awaiting_approval", plan_document: { version: 1 } });
    const body = { plan_version: 1, base_commit: task.base_commit };
    const headers = { "idempotency-key": crypto.randomUUID() };
    expect(await ok(call("POST", `/api/tasks/${id}/approve`, { body, headers }))).toMatchObject({
      state: "applying",
    });
    await call("POST", `/api/tasks/${id}/cancel`, { headers: { "idempotency-key": crypto.randomUUID() } });
  });
});

describe("a task of the form before anything had an actor", () => {
  it("is read as Verne's own doing, and takes a command of somebody", async () => {
    const id = await stored(nameless);
    expect(await view(id)).toMatchObject({ state: "reviewing", tests: { verdict: "no_evidence" } });
    expect(await formOf(id)).toEqual({ version: STORED_FORM });
    const events = async () => (await ok<EventPage>(call("GET", `/api/tasks/${id}/events?limit=1000`))).items;
    expect(new Set((await events()).map(({ actor }) => actor.kind))).toEqual(new Set(["system"]));
    await ok(
      call("POST", `/api/tasks/${id}/cancel`, { headers: { "idempotency-key": crypto.randomUUID() } }),
    );
    expect(
      (await events()).find((event) => event.type === "state" && event.data.to === "cancelled"),
    ).toMatchObject({ actor: { kind: "user", user_id: users().ada.userId } });
  });
});

/** A task under review whose storage is then changed directly. */
async function corruptedTask(write: (sql: SqlStorage) => void): Promise<string> {
  const { taskId } = await runTrial({
    repo: { "one.js": "exports.one = () => 1;\n" },
    files: ["one.js"],
    calls: [read("one.js"), edit("one.js", "exports.one", "// One.\nexports.one")],
  });
  // From now on the database's copy is shown.
  await expect
    .poll(
      async () =>
        (await ok<TaskPage>(call("GET", "/api/tasks"))).items.find((task) => task.task_id === taskId)?.state,
    )
    .toBe("reviewing");
  await leave(taskId, write);
  return taskId;
}

describe("a task that cannot be read", () => {
  const damages: [string, (sql: SqlStorage) => void][] = [
    ["because a newer Verne has stored it", (sql) => sql.exec("UPDATE form SET version = 99")],
    ["because its record is no JSON", (sql) => sql.exec("UPDATE record SET body = '{\"init\": '")],
    [
      "because its record is of nobody's form",
      (sql) => sql.exec('UPDATE record SET body = \'{"state": "dreaming"}\''),
    ],
    [
      "because a table is another one",
      (sql) => {
        sql.exec("DROP TABLE step");
        sql.exec("CREATE TABLE step(name TEXT)");
      },
    ],
  ];
  it.each(inject("long") ? damages : damages.slice(0, 1))(
    "%s ends, and can be read and downloaded",
    async (_why, write) => {
      const id = await corruptedTask(write);
      const task = await view(id);
      expect(task).toMatchObject({
        state: "failed",
        error: { code: "stored_form", message: expect.stringContaining("another version of Verne") },
        plan_document: { version: 1 },
        allowed: [],
      });
      const { items } = await ok<EventPage>(call("GET", `/api/tasks/${id}/events`));
      expect(items.some(({ message }) => message.startsWith("After the edits"))).toBe(true);
      const diff = await ok<TaskDiff>(call("GET", `/api/tasks/${id}/diff`));
      expect(diff.patch).toContain("+// One.");
      expect(await (await call("GET", `/api/tasks/${id}/patch`)).text()).toContain("+// One.");
      const headers = { "idempotency-key": crypto.randomUUID() };
      const refused = await errorOf(call("POST", `/api/tasks/${id}/retry`, { headers }));
      expect(refused).toMatchObject({ status: 409, code: "invalid_state" });
      // Its alarm ends it as well, and sets no new one.
      await runInDurableObject(stubOf(id), (_object, state) => state.storage.setAlarm(Date.now() + 60_000));
      expect(await runDurableObjectAlarm(stubOf(id))).toBe(true);
      expect(await runInDurableObject(stubOf(id), (_object, state) => state.storage.getAlarm())).toBeNull();
    },
  );

  it("leaves room for others, and what it holds as it was", async () => {
    const id = await corruptedTask((sql) => sql.exec("UPDATE form SET version = 99"));
    await view(id);
    expect(await formOf(id)).toEqual({ version: 99 });
    const { task_id } = await createTask();
    await until(task_id, "awaiting_approval");
  });
});
