import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import type { SocketFrame } from "../protocol/index.ts";
import { Life } from "../task/record/life.ts";
import { initOf, stubOf } from "./verne.ts";

const YEAR_MS = 365 * 24 * 60 * 60_000;
const time = { now: () => Date.now() + YEAR_MS, id: () => crypto.randomUUID() };
const asleep = { committed() {}, fenced() {} };

/** A task whose journal has `count` log events; its alarm is a year away. */
async function taskWith(count: number, text = "line\n"): Promise<string> {
  const taskId = crypto.randomUUID();
  await runInDurableObject(stubOf(taskId), (_object, state) => {
    const life = new Life(state.storage, time, asleep);
    life.create(initOf(taskId));
    addLogs(life, count - life.journal.head(), text);
  });
  return taskId;
}

function addLogs(life: Life, count: number, text: string): void {
  life.transact(() => {
    for (let n = 0; n < count; n++)
      life.emit({
        type: "log",
        message: "line",
        data: { step: "test", command_id: null, stream: "stdout", text },
      });
  });
}

/** Opens a socket to the task's object. */
async function open(taskId: string, after: number): Promise<WebSocket> {
  const url = `https://verne.test/?after=${after}&user=guest&admitted=${Date.now()}`;
  const { webSocket } = await stubOf(taskId).fetch(url, { headers: { upgrade: "websocket" } });
  if (!webSocket) throw new Error("no socket");
  return webSocket;
}

interface Heard {
  seqs: number[];
  frames: number;
  live: number | null;
}

/** Reads until `done`; `each` is called for every frame. */
function listen(socket: WebSocket, done: (heard: Heard) => boolean, each: (heard: Heard) => void = () => {}) {
  const heard: Heard = { seqs: [], frames: 0, live: null };
  return new Promise<Heard>((resolve, reject) => {
    socket.addEventListener("message", ({ data }) => {
      const frame = JSON.parse(String(data)) as SocketFrame; // what the object sends
      heard.frames += 1;
      if (frame.type === "live") heard.live = frame.seq;
      else
        heard.seqs.push(...(frame.type === "batch" ? frame.data.items.map((item) => item.seq) : [frame.seq]));
      each(heard);
      if (done(heard)) resolve(heard);
    });
    socket.addEventListener("close", ({ code, reason }) => reject(new Error(`closed: ${code} ${reason}`)));
    socket.accept();
  });
}

const upTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);
const ack = (socket: WebSocket, seq: number) => socket.send(JSON.stringify({ type: "ack", seq }));

describe("a viewer", () => {
  it("gets a burst of a thousand events complete, in order and in few frames", async () => {
    const id = await taskWith(1_000);
    const socket = await open(id, 0);
    const heard = await listen(socket, ({ live }) => live !== null);
    expect(heard.seqs).toEqual(upTo(1, 1_000));
    expect(heard.frames).toBeLessThanOrEqual(4);
    expect(heard.live).toBe(1_000);
    socket.close();
  });

  it("whose cursor is ahead of the journal is live at its head", async () => {
    const id = await taskWith(5);
    const socket = await open(id, 99);
    const heard = await listen(socket, ({ live }) => live !== null);
    expect(heard).toMatchObject({ seqs: [], live: 5 });
    socket.close();
  });

  it("that acknowledges slowly is served as far as its window, then goes on with each acknowledgement", async () => {
    const id = await taskWith(10);
    const socket = await open(id, 0);
    const received = listen(
      socket,
      ({ seqs }) => seqs.length === 6_010,
      ({ seqs, live }) => {
        // Flow control starts only with the first acknowledgement.
        if (live !== null && seqs.length === 10) {
          ack(socket, 10);
          void more(id, 6_000);
        } else if (seqs.length >= 2_010) ack(socket, seqs.length);
      },
    );
    const heard = await received;
    expect(heard.seqs).toEqual(upTo(1, 6_010));
    socket.close();
  });

  it("cannot open its window by acknowledging what was never sent", async () => {
    const id = await taskWith(10);
    const socket = await open(id, 0);
    await listen(socket, ({ live }) => live !== null);
    ack(socket, 1_000_000);
    await runInDurableObject(stubOf(id), (_object, state) => {
      const [server] = state.getWebSockets();
      expect(server?.deserializeAttachment()).toMatchObject({ acked: 10, cursor: 10 });
    });
    socket.close();
  });

  it("that reads and never says a word is served, however much there is", async () => {
    // 41 million characters of output.
    const id = await taskWith(2_600, "x".repeat(16_000));
    const socket = await open(id, 0);
    const heard = await listen(socket, ({ live }) => live !== null);
    expect(heard.seqs).toEqual(upTo(1, 2_600));
    socket.close();
  });

  it("that does not read costs a bounded buffer and is closed", async () => {
    // 64 million.
    const id = await taskWith(4_000, "x".repeat(16_000));
    const socket = await open(id, 0);
    const server = () =>
      runInDurableObject(stubOf(id), (_object, state) => {
        const [found] = state.getWebSockets();
        const viewer: { cursor: number } | undefined = found?.deserializeAttachment();
        return { chars: (viewer?.cursor ?? 0) * 16_000, open: found?.readyState === WebSocket.OPEN };
      });
    await expect.poll(async () => (await server()).open).toBe(false);
    expect((await server()).chars).toBeLessThan(50_000_000);
    const closed = new Promise<CloseEvent>((resolve) => socket.addEventListener("close", resolve));
    socket.accept();
    expect((await closed).code).toBe(4008);
  });

  it("gets what comes out of silence in the same turn, and what follows at once a moment later", async () => {
    const id = await taskWith(10);
    const socket = await open(id, 0);
    const heard = listen(socket, ({ seqs }) => seqs.length === 12);
    const cursors = await runInDurableObject(stubOf(id), async (object, state) => {
      const life = new Life(state.storage, time, asleep);
      const [server] = state.getWebSockets();
      const commit = async () => {
        addLogs(life, 1, "line\n");
        object.rename("Another title");
        await Promise.resolve();
        const viewer: { cursor: number } = server?.deserializeAttachment();
        return viewer.cursor;
      };
      return [await commit(), await commit()];
    });
    expect(cursors).toEqual([11, 11]);
    expect((await heard).seqs).toEqual(upTo(1, 12));
    socket.close();
  });

  it("that stands where others stand costs no encoding of its own", async () => {
    const id = await taskWith(10);
    const sockets = await Promise.all(Array.from({ length: 20 }, () => open(id, 0)));
    const all = sockets.map((socket) =>
      listen(
        socket,
        ({ seqs }) => seqs.length === 1_010,
        ({ live, seqs }) => {
          if (live !== null && seqs.length === 10) ready();
        },
      ),
    );
    let waiting = sockets.length;
    const caughtUp = Promise.withResolvers<void>();
    const ready = () => {
      waiting -= 1;
      if (waiting === 0) caughtUp.resolve();
    };
    await caughtUp.promise;
    const encode = vi.spyOn(JSON, "stringify");
    const frames = await runInDurableObject(stubOf(id), async (object, state) => {
      addLogs(new Life(state.storage, time, asleep), 1_000, "line\n");
      encode.mockClear();
      // A commit of the object; viewers get new events at the end of this turn.
      object.rename("Another title");
      await Promise.resolve();
      return encode.mock.calls.filter(([value]) => (value as SocketFrame | null)?.type === "batch").length;
    });
    encode.mockRestore();
    expect(frames).toBe(2);
    for (const { seqs } of await Promise.all(all)) expect(seqs).toEqual(upTo(1, 1_010));
    for (const socket of sockets) socket.close();
  });

  it("that is a guest is asked for a new ticket when its time is up", async () => {
    const id = await taskWith(10);
    const socket = await open(id, 0);
    await listen(socket, ({ live }) => live !== null);
    const closed = new Promise<CloseEvent>((resolve) => socket.addEventListener("close", resolve));
    await runInDurableObject(stubOf(id), (_object, state) => {
      const [server] = state.getWebSockets();
      const viewer: object = server?.deserializeAttachment();
      server?.serializeAttachment({ ...viewer, admittedAt: Date.now() - 16 * 60_000 });
    });
    ack(socket, 10);
    expect((await closed).code).toBe(4003);
  });

  it("that says anything but an acknowledgement is shown out", async () => {
    const id = await taskWith(3);
    const socket = await open(id, 0);
    const closed = listen(socket, () => false).catch((error: Error) => error.message);
    socket.send("hello");
    expect(await closed).toContain("1008");
  });
});

/** Adds events and lets the object push them, like a commit of its own. */
async function more(taskId: string, count: number): Promise<void> {
  await runInDurableObject(stubOf(taskId), (object, state) => {
    addLogs(new Life(state.storage, time, asleep), count, "line\n");
    for (const server of state.getWebSockets())
      object.webSocketMessage(server, JSON.stringify({ type: "ack", seq: 10 }));
  });
}
