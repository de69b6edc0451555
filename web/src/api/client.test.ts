import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { request } from "./client.ts";

const lost = () => Promise.reject(new TypeError("fetch failed"));
const cut = () => Promise.resolve(new Response('{"task_id":', { status: 200 }));
const badGateway = () => Promise.resolve(new Response("<html>", { status: 502 }));
const refused = () =>
  Promise.resolve(
    Response.json(
      { error: { code: "stale_plan", message: "the plan has changed", request_id: "r" } },
      { status: 409 },
    ),
  );
const done = () => Promise.resolve(Response.json({ ok: true }));

/** A `fetch` that gives these answers in turn and records the idempotency keys. */
function answering(...answers: (() => Promise<Response>)[]) {
  const keys: (string | null)[] = [];
  vi.stubGlobal("fetch", (_url: string, init: RequestInit) => {
    keys.push(new Headers(init.headers).get("idempotency-key"));
    return (answers[keys.length - 1] ?? lost)();
  });
  return keys;
}

const command = () => {
  const answer = request("/api/tasks/x/approve", { method: "POST", idempotencyKey: "key-of-one-command" });
  // It is looked at only after the timers have run.
  answer.catch(() => undefined);
  return answer;
};

describe("a command", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("navigator", { onLine: true });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it.each([
    ["never came", lost],
    ["was cut off", cut],
    ["was a proxy's", badGateway],
  ])("whose answer %s is sent again under the same key", async (_how, answer) => {
    const keys = answering(answer, answer, done);
    const result = command();
    await vi.runAllTimersAsync();
    expect(await result).toEqual({ ok: true });
    expect(keys).toEqual(["key-of-one-command", "key-of-one-command", "key-of-one-command"]);
  });

  it("fails in the end when no answer comes", async () => {
    const keys = answering();
    const result = command();
    await vi.runAllTimersAsync();
    await expect(result).rejects.toMatchObject({ code: "network" });
    expect(keys).toHaveLength(4);
  });

  it("that was refused is not sent again", async () => {
    const keys = answering(refused);
    await expect(command()).rejects.toMatchObject({ code: "stale_plan", status: 409 });
    expect(keys).toHaveLength(1);
  });

  it("fails at once while the browser is offline", async () => {
    vi.stubGlobal("navigator", { onLine: false });
    const keys = answering();
    await expect(command()).rejects.toMatchObject({ code: "network", message: "You are offline." });
    expect(keys).toHaveLength(1);
  });

  it("without a key is never sent twice", async () => {
    const keys = answering(lost);
    await expect(request("/api/drafts/x", { method: "PUT", body: {} })).rejects.toMatchObject({
      code: "network",
    });
    expect(keys).toHaveLength(1);
  });
});
