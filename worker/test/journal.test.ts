/** Pages of the journal for each of its readers; reading a task that does not exist creates nothing. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { signCapability } from "../access/capability.ts";
import { readConfig } from "../env.ts";
import { PAGE_BYTES, type StepMessage, type TaskEvent } from "../protocol/index.ts";
import { Life } from "../task/record/life.ts";
import {
  BY,
  call,
  command,
  connectGitHub,
  createTask,
  FIX,
  fireDeadline,
  follow,
  initOf,
  ok,
  stubOf,
  users,
  view,
} from "./verne.ts";

const YEAR_MS = 365 * 24 * 60 * 60_000;
const time = { now: () => Date.now() + YEAR_MS, id: () => crypto.randomUUID() };

async function taskWith(texts: readonly string[], message = "line"): Promise<string> {
  const taskId = crypto.randomUUID();
  await runInDurableObject(stubOf(taskId), (_object, { storage }) => {
    const life = new Life(storage, time, { committed() {}, fenced() {} });
    life.create(initOf(taskId));
    for (const text of texts)
      life.emit({ type: "log", message, data: { step: "test", command_id: null, stream: "stdout", text } });
  });
  return taskId;
}

afterEach(() => vi.restoreAllMocks());

const sizeOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).length;

/** Reads to the head, as the mirror and the HTTP page do. */
async function pagesOf(id: string): Promise<TaskEvent[][]> {
  const pages: TaskEvent[][] = [];
  for (let after = 0; ; ) {
    const page = await stubOf(id).events(after, 1_000);
    const last = page?.items.at(-1);
    if (!page || !last) return pages;
    pages.push(page.items);
    after = last.seq;
  }
}

describe("a page of the journal", () => {
  // One to four bytes per character, and six for one that JSON escapes.
  it.each(["x", "é", "€", "😀", "\u0001", '"'])("has bytes as its limit, with %j", async (letter) => {
    const id = await taskWith(Array.from({ length: 60 }, () => letter.repeat(16_000 / letter.length)));
    const pages = await pagesOf(id);
    for (const page of pages) expect(sizeOf(page)).toBeLessThanOrEqual(PAGE_BYTES);
    const all = pages.flat();
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, n) => n + 1));
    // Every page but the last is full: the next event did not fit.
    const small = pages.slice(0, -1).filter((page) => sizeOf(page) < PAGE_BYTES - 16_000 * 6 - 1_000);
    expect(small).toEqual([]);
  });

  it("counts what stands beside the data, too", async () => {
    const id = await taskWith(
      Array.from({ length: 1_500 }, () => "x"),
      "m".repeat(2_000),
    );
    for (const page of await pagesOf(id)) expect(sizeOf(page)).toBeLessThanOrEqual(PAGE_BYTES);
  });

  it("lets one event through that is larger than a page, between others", async () => {
    const id = await taskWith(["before", "€".repeat(590_000), "after"]);
    const all = (await pagesOf(id)).flat();
    const texts = all.flatMap((event) => (event.type === "log" ? [event.data.text] : []));
    expect(texts.map((text) => text.length)).toEqual([6, 590_000, 5]);
    const { webSocket } = await stubOf(id).fetch(
      `https://verne.test/?after=1&user=guest&admitted=${Date.now()}`,
      {
        headers: { upgrade: "websocket" },
      },
    );
    const heard = await new Promise<string[]>((resolve) => {
      const frames: string[] = [];
      webSocket?.addEventListener("message", ({ data }) => {
        frames.push(String(data));
        if (String(data).includes('"type":"live"')) resolve(frames);
      });
      webSocket?.accept();
    });
    expect(heard.filter((frame) => frame.length > 590_000)).toHaveLength(1);
    webSocket?.close();
  });
});

describe("an object that holds no task", () => {
  it("is asked in every way and stores nothing", async () => {
    const id = crypto.randomUUID();
    const stub = stubOf(id);
    const message: StepMessage = {
      v: 1,
      taskId: id,
      step: "clone",
      stepId: "clone:1",
      epoch: 1,
      reason: "next",
    };
    expect(await stub.view()).toBeNull();
    expect(await stub.events(0, 10)).toBeNull();
    expect(await stub.diff("task")).toBeNull();
    expect(await stub.patch("set_aside")).toBeNull();
    expect(await stub.command("some-key", { name: "cancel" }, BY)).toBeNull();
    expect(await stub.rename("A name")).toBe(false);
    expect(await stub.mayClone(crypto.randomUUID(), "a-clone")).toBe(false);
    expect(await stub.kick(message)).toBe("stale");
    await stub.deadLetter(message);
    await stub.closeGuestSockets();
    const socket = await stub.fetch("https://verne.test/?after=0&user=a", {
      headers: { upgrade: "websocket" },
    });
    expect(socket.status).toBe(404);
    await runInDurableObject(stub, (object) => object.alarm());
    expect(await storedIn(id)).toEqual({ tables: [], keys: 0, alarm: null });
  });
});

describe("a Postgres that hangs", () => {
  it("holds up no step: the alarm starts it first, and ends while the mirror still waits", async () => {
    const id = await taskWith([]);
    const send = globalThis.fetch;
    const hung = Promise.withResolvers<Response>();
    let asked = 0;
    vi.spyOn(globalThis, "fetch").mockImplementation((input, init) => {
      const { pathname } = new URL(input instanceof Request ? input.url : input);
      // Tasks of other files may still be mirrored in this process.
      const isOwn = pathname.endsWith("/rpc/mirror_task") && String(init?.body).includes(id);
      if (!isOwn) return send(input, init);
      asked += 1;
      return hung.promise;
    });
    const due = ["steps", "mirror"].map(
      (kind) => `INSERT OR REPLACE INTO deadline(kind, at) VALUES ('${kind}', 0)`,
    );
    await fireDeadline(id, "steps", ...due);
    expect(asked).toBe(1);
    const step = await runInDurableObject(stubOf(id), (_object, { storage }) =>
      storage.sql.exec<{ attempt: number }>("SELECT attempt FROM step WHERE id = 'clone:1'").one(),
    );
    expect(step.attempt).toBe(1);
    // If the object dies now, the mirror's deadline is still stored.
    const kept = await runInDurableObject(stubOf(id), (_object, { storage }) =>
      storage.sql.exec("SELECT kind FROM deadline WHERE kind = '~mirror'").toArray(),
    );
    expect(kept).toHaveLength(1);
    hung.resolve(new Response("no", { status: 503 }));
  });
});

describe("a task that its object has forgotten", () => {
  it("is read through every door from the database, and nothing comes into being in its object", async () => {
    await connectGitHub();
    const { task_id: id } = await createTask();
    await command(id, "cancel");
    await follow(id, (event) => event.type === "step_finished" && event.data.step === "cleanup");
    const { url } = await ok<{ url: string }>(
      call("PUT", `/api/tasks/${id}/sharing`, { body: { visibility: "link" } }),
    );
    const shared = `/api/shares/${new URL(url).pathname.split("/").at(-1)}`;
    const capability = await signCapability(readConfig(env).CAPABILITY_SECRET, {
      taskId: id,
      userId: users().ada.userId,
      repo: FIX.repo_full_name,
      clone: "a-clone",
      exp: Math.ceil(Date.now() / 1_000) + 60,
    });
    await expect(fireDeadline(id, "expire")).rejects.toThrow("expired");

    for (const path of ["", "/events", "/diff", "/sharing", "/pull"]) {
      const answer = await call("GET", `/api/tasks/${id}${path}`);
      expect([path, answer.status < 500]).toEqual([path, true]);
    }
    expect(await view(id)).toMatchObject({ state: "cancelled" });
    expect((await call("GET", `/api/tasks/${id}/patch`)).status).toBe(404);
    for (const path of ["", "/events", "/diff"])
      expect((await call("GET", shared + path, { token: null })).status).toBe(200);
    const { ticket } = await ok<{ ticket: string }>(call("POST", `/api/tasks/${id}/ticket`));
    const upgrade = { upgrade: "websocket" };
    const socket = await call("GET", `/ws/tasks/${id}?ticket=${ticket}`, { token: null, headers: upgrade });
    expect(socket.status).toBe(404);
    const refs = `/git/${FIX.repo_full_name}/info/refs?service=git-upload-pack`;
    expect((await call("GET", refs, { token: capability })).status).toBe(403);
    const headers = { "idempotency-key": crypto.randomUUID() };
    expect((await call("POST", `/api/tasks/${id}/retry`, { headers })).status).toBe(409);
    expect(await storedIn(id)).toEqual({ tables: [], keys: 0, alarm: null });
  });
});

const storedIn = (id: string) =>
  runInDurableObject(stubOf(id), async (_object, { storage }) => ({
    tables: storage.sql.exec("SELECT name FROM sqlite_master").toArray(),
    keys: (await storage.list()).size,
    alarm: await storage.getAlarm(),
  }));
