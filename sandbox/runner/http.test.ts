import { afterEach, describe, expect, it, vi } from "vitest";
import { LogLine, RunnerError } from "../../worker/protocol/runner.ts";
import { processGone } from "./failure.ts";
import { runnerApp } from "./http.ts";
import type { LogEntry } from "./process-log.ts";
import type { Sandboxes } from "./sandboxes.ts";

const LOG = "/tasks/t/processes/p/log";
const headers = { authorization: "Bearer secret" };

type Follow = (id: string, since: string | undefined, signal: AbortSignal) => AsyncGenerator<LogEntry>;

/** The interface over one sandbox whose processes have this log. */
function appWith(follow: Follow = async function* () {}) {
  const sandbox = { root: { inside: "/workspace", host: "/nowhere", uid: null }, follow };
  // What the routes use of it.
  const sandboxes = { get: async () => sandbox } as unknown as Sandboxes;
  return runnerApp(sandboxes, "secret", { close: false });
}
const entry = (n: number): LogEntry => ({ type: "stdout", data: Buffer.from(`${n}`), cursor: `${n}` });
const lines = (text: string) =>
  text
    .trim()
    .split("\n")
    .map((line) => LogLine.parse(JSON.parse(line)));

afterEach(() => {
  vi.useRealTimers();
});

describe("a followed log", () => {
  it("is read no faster than its reader takes it, and no further once the reader has gone", async () => {
    let taken = 0;
    let gone: AbortSignal | undefined;
    const app = appWith(async function* (_id, _since, signal) {
      gone = signal;
      for (; !signal.aborted; taken += 1) yield entry(taken);
    });
    const response = await app.request(LOG, { headers });
    const reader = response.body?.getReader();
    await reader?.read();
    // Everything that could go on without the reader has done so.
    await new Promise((resolve) => setImmediate(resolve));
    const held = taken;
    expect(held).toBeLessThan(8);
    await reader?.read();
    await vi.waitFor(() => expect(taken).toBeGreaterThan(held));
    expect(taken).toBeLessThan(held + 4);
    await reader?.cancel();
    expect(gone?.aborted).toBe(true);
    await vi.waitFor(() => expect(taken).toBeLessThan(held + 6));
  });

  it("answers before there is any output, and says every ten seconds that it lives", async () => {
    vi.useFakeTimers();
    let end = () => {};
    const app = appWith(async function* () {
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      yield { type: "exit", code: 0, signal: null, timedOut: false };
    });
    const response = await app.request(LOG, { headers });
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/x-ndjson"]);
    const text = response.text();
    await vi.advanceTimersByTimeAsync(20_000);
    end();
    expect(lines(await text).map(({ type }) => type)).toEqual(["ping", "ping", "exit"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("ends with what went wrong, after all that came before", async () => {
    const app = appWith(async function* (id) {
      yield entry(1);
      throw processGone(id);
    });
    expect(lines(await (await app.request(LOG, { headers })).text())).toEqual([
      { type: "stdout", data: "MQ==", cursor: "1" },
      {
        type: "error",
        error: { kind: "lost", code: "PROCESS_GONE", message: expect.stringContaining("p is gone") },
      },
    ]);
  });
});

describe("a request", () => {
  const post = (path: string, body: unknown) => ["POST", `/tasks/t${path}`, JSON.stringify(body)] as const;
  const start = (change: object) =>
    post("/processes", { argv: ["true"], cwd: "/workspace", timeoutMs: 1000, ...change });
  const network = (change: object) =>
    start({ network: { scope: "tests", label: "tests", allow: [], ...change } });

  it.each([
    ["argv.1", start({ argv: ["a", "b\0"] })],
    ["argv.0", start({ argv: [""] })],
    ["env.A", start({ env: { A: 1 } })],
    ["timeoutMs", start({ timeoutMs: 24 * 3_600_000 + 1 })],
    ["keepBytes", start({ keepBytes: 2 ** 31 })],
    ["key", start({ key: "k".repeat(201) })],
    ["network", start({ network: "all" })],
    ["network.scope", network({ scope: "no spaces" })],
    ["network.label", network({ label: "l".repeat(201) })],
    ["network.allow", network({ allow: "none" })],
    ["network.allow", network({ allow: Array(1001).fill("a.example") })],
    ["network.mirrored", network({ mirrored: "a.example" })],
    ["signal", post("/processes/p/kill", {})],
    ["signal", post("/processes/p/kill", { signal: 0 })],
    ["signal", post("/processes/p/kill", { signal: 1.5 })],
    ["body", post("/processes/p/kill", null)],
    ["body", post("/processes", ["argv"])],
    ["body", ["POST", "/tasks/t/processes", "{"]],
    ["path", ["GET", "/tasks/t/file", undefined]],
    ["path", ["GET", "/tasks/t/list", undefined]],
    ["path", ["PUT", "/tasks/t/file", "text"]],
    ["max_bytes", ["GET", "/tasks/t/file?path=/workspace/a&max_bytes=-1", undefined]],
    ["max_bytes", ["GET", "/tasks/t/file?path=/workspace/a&max_bytes=many", undefined]],
  ] as const)("is refused by the name of %s", async (field, [method, path, body]) => {
    const response = await appWith().request(path, { method, headers, body });
    const { error } = RunnerError.parse(await response.json());
    expect([response.status, error.kind, error.code]).toEqual([400, "permanent", "INVALID_REQUEST"]);
    expect(error.message).toMatch(new RegExp(`^${field.replaceAll(".", "\\.")}: \\S`));
  });

  it("of no route is refused, and without the token nobody learns even that", async () => {
    for (const [given, status] of [
      [headers, 404],
      [{}, 401],
    ] as const) {
      for (const path of [
        "/",
        "/tasks",
        "/tasks/t/nothing",
        "/tasks/t/processes/p",
        "/tasks/t/processes/p/run",
      ])
        expect((await appWith().request(path, { headers: given })).status, path).toBe(status);
    }
  });

  it("with a body of unknown length is cut off at the limit", async () => {
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(100_000)) });
    const init = { method: "POST", headers, body: endless, duplex: "half" };
    const response = await appWith().request("/tasks/t/processes", init);
    expect(response.status).toBe(413);
    expect(RunnerError.parse(await response.json()).error.code).toBe("BODY_TOO_LARGE");
  });
});
