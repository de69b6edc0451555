import { createServer, type Server, type ServerResponse } from "node:http";
import { setImmediate as turn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, describe, expect, it } from "vitest";
import { STREAM_LIMITS, StreamClock } from "./stream-clock.ts";
import { delta, eventsOf, manualTimers, REQUEST, sse, testClient } from "./stream-fixture.ts";
import { type ModelEvent, ModelFailure } from "./types.ts";

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));
  server = undefined;
});

/** A real server on loopback; `closed` resolves when the client has closed its socket. */
async function serve(answer: (response: ServerResponse) => void) {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const { promise: asked, resolve: onAsked } = Promise.withResolvers<void>();
  server = createServer((request, response) => {
    response.on("close", () => resolve());
    request.resume().on("end", () => {
      answer(response);
      onAsked();
    });
  });
  await new Promise<void>((done) => server?.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return { baseUrl: `http://127.0.0.1:${port}/v1`, closed, asked };
}

const begin = (response: ServerResponse, text: string) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(text);
};
const HALF = `data: ${JSON.stringify(delta({ content: "half" }))}\n\n`;

describe("a call over a real socket", () => {
  it("closes the socket when the signal aborts in the middle", async () => {
    const { baseUrl, closed } = await serve((response) => begin(response, HALF));
    const controller = new AbortController();
    const events: ModelEvent[] = [];
    for await (const event of testClient(fetch, { baseUrl }).stream(REQUEST, controller.signal)) {
      events.push(event);
      controller.abort();
    }
    await closed;
    expect(events).toEqual([
      { type: "text", text: "half" },
      expect.objectContaining({ type: "error", class: "cancelled", retryable: false }),
    ]);
  });

  it("closes the socket when the signal aborts before the first byte, and never calls when it was aborted", async () => {
    const { baseUrl, asked, closed } = await serve(() => {});
    const controller = new AbortController();
    const events = eventsOf(testClient(fetch, { baseUrl }), controller.signal);
    await asked;
    controller.abort();
    await closed;
    expect((await events)[0]).toMatchObject({ class: "cancelled" });
    const never = testClient(() => Promise.reject(new Error("must not be called")));
    expect(await eventsOf(never, AbortSignal.abort())).toEqual([
      expect.objectContaining({ class: "cancelled" }),
    ]);
  });

  it("closes the socket when the reader stops reading", async () => {
    const { baseUrl, closed } = await serve((response) => begin(response, HALF));
    for await (const _ of testClient(fetch, { baseUrl }).stream(REQUEST, new AbortController().signal)) break;
    await closed;
  });

  it("calls a connection that dies in the middle a network error", async () => {
    const { baseUrl } = await serve((response) => {
      begin(response, HALF);
      setImmediate(() => response.destroy());
    });
    const events = await eventsOf(testClient(fetch, { baseUrl }));
    expect(events.at(-1)).toMatchObject({ class: "network", retryable: true });
    expect(events.slice(0, -1).filter(({ type }) => type !== "text")).toEqual([]);
  });

  it("gives up when no first byte comes, and closes the socket", async () => {
    const timers = manualTimers();
    const { baseUrl, asked, closed } = await serve(() => {});
    const events = eventsOf(testClient(fetch, { baseUrl, schedule: timers.schedule }));
    await asked;
    await timers.fire(60_000);
    expect(await events).toMatchObject([{ type: "error", class: "timeout", retryable: true }]);
    await closed;
  });

  it("gives up on a stall, but not while the reader is busy", async () => {
    const timers = manualTimers();
    const { baseUrl, closed } = await serve((response) => begin(response, HALF));
    const stream = testClient(fetch, { baseUrl, schedule: timers.schedule }).stream(
      REQUEST,
      new AbortController().signal,
    );
    const iterator = stream[Symbol.asyncIterator]();
    expect((await iterator.next()).value).toMatchObject({ text: "half" });
    expect(timers.delays()).toEqual([600_000]);
    const next = iterator.next();
    await timers.fire(45_000);
    expect((await next).value).toMatchObject({ type: "error", class: "timeout" });
    expect((await iterator.next()).done).toBe(true);
    await closed;
  });

  it("does not wait for the end of a stream that has finished", async () => {
    const timers = manualTimers();
    const finished = sse(delta({ content: "all" }), delta({}, "stop")).replace("data: [DONE]\n\n", "");
    const { baseUrl, closed } = await serve((response) => begin(response, finished));
    const stream = testClient(fetch, { baseUrl, schedule: timers.schedule }).stream(
      REQUEST,
      new AbortController().signal,
    );
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    const next = iterator.next();
    await timers.fire(3_000);
    expect((await next).value).toEqual({ type: "finish", reason: "stop" });
    await iterator.next();
    await closed;
  });

  it("gives up on an answer that never ends", async () => {
    const timers = manualTimers();
    const { baseUrl, asked } = await serve((response) => begin(response, HALF));
    const events = eventsOf(testClient(fetch, { baseUrl, schedule: timers.schedule }));
    await asked;
    await timers.fire(600_000);
    expect((await events).at(-1)).toMatchObject({
      type: "error",
      class: "timeout",
      message: "Test did not finish its answer within 600 seconds.",
    });
  });

  it("ends an answer that is too large", async () => {
    const { baseUrl } = await serve((response) => begin(response, `: ${"x".repeat(5000)}\n\n`));
    const client = testClient(fetch, { baseUrl, limits: { maxBytes: 1000 } });
    expect(await eventsOf(client)).toMatchObject([
      { type: "error", class: "garbage", message: "Test sent more than 1000 bytes." },
    ]);
  });
});

describe("a long answer", () => {
  it("keeps nothing of the chunks that were read", async () => {
    const clock = new StreamClock(STREAM_LIMITS, manualTimers().schedule, "test");
    const chunks: WeakRef<object>[] = [];
    for (let n = 0; n < 500; n++) {
      const chunk = { n };
      chunks.push(new WeakRef(chunk));
      await clock.wait(Promise.resolve(chunk));
    }
    setFlagsFromString("--expose-gc");
    const collect: () => void = runInNewContext("gc");
    await turn(); // A WeakRef holds what was made in its own turn of the event loop.
    collect();
    expect(chunks.filter((chunk) => chunk.deref()).length).toBeLessThan(10);
    clock.close();
  });
});

describe("silence", () => {
  const LIMITS = { firstByteMs: 10, stallMs: 20, totalMs: 100, afterFinishMs: 5, maxBytes: 1_000 };
  const started = () => {
    const timers = manualTimers();
    const clock = new StreamClock(LIMITS, timers.schedule, "test");
    const waited = () => timers.delays().filter((delayMs) => delayMs !== LIMITS.totalMs);
    return { clock, waited, timers };
  };

  it("is measured from the request on, then from each piece while somebody waits for it", async () => {
    const { clock, waited } = started();
    expect(waited()).toEqual([10]);
    clock.received(1);
    expect(waited()).toEqual([20]);
    const step = Promise.withResolvers<string>();
    const waiting = clock.wait(step.promise);
    expect(waited()).toEqual([20]);
    step.resolve("chunk");
    expect(await waiting).toBe("chunk");
    // The reader is busy: what comes meanwhile is not waited for.
    expect(waited()).toEqual([]);
    clock.received(1);
    expect(waited()).toEqual([]);
    const next = Promise.withResolvers<string>();
    const again = clock.wait(next.promise);
    clock.received(1);
    expect(waited()).toEqual([20]);
    clock.finishing();
    clock.received(1);
    expect(waited()).toEqual([5]);
    next.resolve("end");
    await again;
    clock.close();
    expect(waited()).toEqual([]);
  });

  it("ends the call with the limit that it broke, and the first cause stays", async () => {
    const { clock, timers } = started();
    const waiting = clock.wait(new Promise(() => {}));
    await timers.fire(10);
    await expect(waiting).rejects.toMatchObject({
      class: "timeout",
      message: "Test did not start to answer; nothing came for 0.01 seconds. Retry the step.",
    });
    expect(clock.signal.aborted).toBe(true);
    expect(timers.delays()).toEqual([]);
    const { cause } = clock;
    clock.end(new ModelFailure({ class: "network", message: "later", retryable: true, retryAfterMs: null }));
    expect(clock.cause).toBe(cause);
    await expect(clock.wait(Promise.resolve("late"))).rejects.toBe(cause);
    expect(timers.delays()).toEqual([]);
  });

  it("is not the end of what has come: an answer may have all its bytes and no more", () => {
    const { clock, waited } = started();
    clock.received(1_000);
    expect(clock.cause).toBeNull();
    expect(waited()).toEqual([20]);
    clock.received(1);
    expect(clock.cause).toMatchObject({ class: "garbage", message: "Test sent more than 1000 bytes." });
    expect(waited()).toEqual([]);
  });
});
