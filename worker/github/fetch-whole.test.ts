import { getEventListeners } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Fetch, fetchWhole } from "./fetch-whole.ts";

const URL = "http://github.test/";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Answers with a body that ends only by the signal. */
const endless: Fetch = async (_url, init) => {
  const body = new ReadableStream({
    start: (controller) =>
      init?.signal?.addEventListener("abort", () => controller.error(init.signal?.reason)),
  });
  return new Response(body);
};

describe("fetchWhole", () => {
  it("leaves no timer and no listener behind, however a call ends", async () => {
    const { signal } = new AbortController();
    const answers: Fetch[] = [
      async () => Response.json({ login: "ada" }, { status: 201, headers: { link: "<next>" } }),
      async () => new Response(null, { status: 204 }),
      () => Promise.reject(new TypeError("down")),
    ];
    const [created, empty, down] = await Promise.allSettled(
      answers.map((send) => fetchWhole(send, 1_000, URL, { signal })),
    );
    if (created?.status !== "fulfilled") throw new Error("expected an answer");
    expect([created.value.status, created.value.headers.get("link")]).toEqual([201, "<next>"]);
    expect(await created.value.json()).toEqual({ login: "ada" });
    expect(empty).toMatchObject({ value: { status: 204, body: null } });
    expect(down).toMatchObject({ reason: { message: "down" } });
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });

  it("gives up a body that does not end", async () => {
    let ended = false;
    const call = fetchWhole(endless, 1_000, URL).finally(() => {
      ended = true;
    });
    const late = expect(call).rejects.toThrow("no answer in 1000 ms");
    await vi.advanceTimersByTimeAsync(999);
    expect(ended).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await late;
    expect(vi.getTimerCount()).toBe(0);
  });

  it("ends with the caller's reason, also with one given before", async () => {
    const stop = new AbortController();
    const ended = expect(fetchWhole(endless, 1_000, URL, { signal: stop.signal })).rejects.toThrow("stopped");
    await Promise.resolve();
    stop.abort(new Error("stopped"));
    await ended;
    const send = vi.fn<Fetch>(async (_url, init) => {
      init?.signal?.throwIfAborted();
      return new Response();
    });
    await expect(fetchWhole(send, 1_000, URL, { signal: stop.signal })).rejects.toThrow("stopped");
    expect(vi.getTimerCount()).toBe(0);
  });
});
