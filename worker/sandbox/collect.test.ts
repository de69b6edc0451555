import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type RunOptions, runToEnd } from "./collect.ts";
import { type ProcessEvent, type Sandbox, SandboxFailure } from "./port.ts";

const text = (data: Uint8Array) => new TextDecoder().decode(data);
const out = (content: string, cursor: string): ProcessEvent => ({
  type: "stdout",
  data: new TextEncoder().encode(content),
  cursor,
});
const EXIT: ProcessEvent = { type: "exit", code: 0, signal: null, timedOut: false };
const broken = () => new SandboxFailure("transient", "STREAM_BROKEN", "broken");
const hang = () => new Promise<never>(() => {});

type Step = ProcessEvent | Error | "hang";

/** A sandbox whose calls of `follow` play one script each; what it was asked is kept. */
function scripted(...visits: Step[][]) {
  const asked = { starts: 0, since: [] as (string | undefined)[], kills: [] as number[] };
  const sandbox: Sandbox = {
    isolation: "none",
    network: "unrestricted",
    workerUrl: null,
    root: "/root",
    platform: "/platform",
    start: async () => {
      asked.starts += 1;
      return "p1";
    },
    follow: async function* (_id, since) {
      asked.since.push(since);
      for (const step of visits.shift() ?? ["hang"]) {
        if (step === "hang") await hang();
        else if (step instanceof Error) throw step;
        else yield step;
      }
    },
    kill: async (_id, signal = 15) => {
      asked.kills.push(signal);
    },
    read: hang,
    write: hang,
    list: hang,
    destroy: hang,
  };
  return { sandbox, asked };
}

const run = (sandbox: Sandbox, options: Partial<RunOptions> = {}) =>
  runToEnd(sandbox, ["true"], { cwd: "/root", timeoutMs: 1000, ...options });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("runToEnd", () => {
  it("goes on from the last cursor when the connection breaks, and repeats nothing", async () => {
    const { sandbox, asked } = scripted([out("one ", "c1"), broken()], [broken()], [out("two", "c2"), EXIT]);
    const result = run(sandbox);
    await vi.runAllTimersAsync();
    expect(text((await result).stdout)).toBe("one two");
    expect(asked).toMatchObject({ starts: 1, since: [undefined, "c1", "c1"], kills: [] });
  });

  it("takes a log that ends without an exit for a broken connection", async () => {
    const { sandbox, asked } = scripted([out("one ", "c1")], [out("two", "c2"), EXIT]);
    const result = run(sandbox);
    await vi.runAllTimersAsync();
    expect(text((await result).stdout)).toBe("one two");
    expect(await result).toMatchObject({ exitCode: 0, timedOut: false });
    expect(asked).toEqual({ starts: 1, since: [undefined, "c1"], kills: [] });
  });

  it("gives up when connections keep breaking without an event", async () => {
    const { sandbox, asked } = scripted(...Array.from({ length: 50 }, () => [broken()]));
    const result = expect(run(sandbox, { timeoutMs: 600_000 })).rejects.toMatchObject({
      code: "STREAM_BROKEN",
    });
    await vi.runAllTimersAsync();
    await result;
    // The process may have done its work: it is not started again.
    expect(asked.starts).toBe(1);
    expect(asked.since).toEqual(Array(13).fill(undefined));
  });

  it("does not hide that the process is lost", async () => {
    const { sandbox, asked } = scripted([out("x", "c1"), new SandboxFailure("lost", "PROCESS_GONE", "gone")]);
    await expect(run(sandbox)).rejects.toMatchObject({ kind: "lost" });
    expect(asked.since).toHaveLength(1);
  });

  it("kills a process that outlives its deadline, and says so", async () => {
    const { sandbox, asked } = scripted([out("x", "c1"), "hang"]);
    const result = expect(run(sandbox, { timeoutMs: 1000 })).rejects.toMatchObject({
      kind: "timeout",
      code: "PROCESS_OVERDUE",
    });
    await vi.advanceTimersByTimeAsync(10_999);
    expect(asked.kills).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    await result;
    expect(asked.kills).toEqual([9]);
  });

  it("ends the process on abort: SIGTERM, and SIGKILL only if it does not end", async () => {
    for (const [afterTerm, kills] of [
      [[EXIT], [15]],
      [["hang"], [15, 9]],
    ] as const) {
      const { sandbox, asked } = scripted([out("x", "c1"), "hang"], [...afterTerm]);
      const abort = new AbortController();
      const result = expect(run(sandbox, { signal: abort.signal })).rejects.toThrow("stop");
      await vi.advanceTimersByTimeAsync(10);
      abort.abort(new Error("stop"));
      await vi.advanceTimersByTimeAsync(3000);
      await result;
      expect(asked.kills).toEqual(kills);
      expect(asked.since).toEqual([undefined, "c1"]);
    }
  });

  it("starts nothing when it is aborted already", async () => {
    const { sandbox, asked } = scripted([EXIT]);
    await expect(run(sandbox, { signal: AbortSignal.abort(new Error("stop")) })).rejects.toThrow("stop");
    expect(asked.starts).toBe(0);
  });

  it("kills the process when a receiver refuses to go on", async () => {
    const onOutput = () => Promise.reject(new Error("lease lost"));
    const { sandbox, asked } = scripted([out("x", "c1"), EXIT]);
    await expect(run(sandbox, { onOutput })).rejects.toThrow("lease lost");
    expect(asked.kills).toEqual([9]);
  });

  it("tells the id before any output, and hands on output in order, with its cursor", async () => {
    const { sandbox } = scripted([
      out("a", "c1"),
      { ...out("b", "c2"), type: "stderr" } as ProcessEvent,
      EXIT,
    ]);
    const calls: string[] = [];
    await run(sandbox, {
      onStart: (id) => void calls.push(`start ${id}`),
      onOutput: (stream, data, cursor) => void calls.push(`${stream} ${text(data)} ${cursor}`),
    });
    expect(calls).toEqual(["start p1", "stdout a c1", "stderr b c2"]);
  });

  it("keeps the beginning and the end of a long output", async () => {
    const { sandbox } = scripted([out("0123456789".repeat(10), "c1"), out("the end", "c2"), EXIT]);
    const result = await run(sandbox, { maxBytes: 20 });
    expect(text(result.stdout)).toBe("0123456789\n[87 bytes left out]\n789the end");
    expect(result.truncated).toBe(true);
  });

  it("says that output is missing when the sandbox dropped some", async () => {
    const { sandbox } = scripted([out("a", "c1"), { type: "gap", droppedBytes: 7 }, out("b", "c2"), EXIT]);
    const result = await run(sandbox);
    expect(result).toMatchObject({ truncated: true, gap: true });
    expect(text(result.stdout)).toBe("ab");
  });
});

describe("a start", () => {
  /** Fails this often, though it may have happened, and notes the key that it was asked with. */
  function failing(times: number, error: Error = broken()) {
    const { sandbox, asked } = scripted([EXIT]);
    const keys: (string | undefined)[] = [];
    sandbox.start = async (_argv, { key }) => {
      keys.push(key);
      if (keys.length <= times) throw error;
      return "p1";
    };
    return { sandbox, asked, keys };
  }

  it("whose answer is lost is repeated under its key, so that it happens once", async () => {
    const { sandbox, keys } = failing(3);
    const result = run(sandbox);
    await vi.runAllTimersAsync();
    expect(await result).toMatchObject({ exitCode: 0 });
    expect(keys).toEqual(Array(4).fill(keys[0]));
    expect(keys[0]).toMatch(/^[\da-f-]{36}$/);
    const again = failing(0);
    await run(again.sandbox);
    expect(again.keys).not.toEqual([keys[0]]);
  });

  it("is given up after four attempts, and at once when it failed for good", async () => {
    const { sandbox, keys } = failing(9);
    const result = expect(run(sandbox)).rejects.toMatchObject({ code: "STREAM_BROKEN" });
    await vi.runAllTimersAsync();
    await result;
    expect(keys).toHaveLength(4);
    for (const kind of ["permanent", "lost", "capacity", "timeout"] as const) {
      const once = failing(1, new SandboxFailure(kind, "CODE", "text"));
      await expect(run(once.sandbox)).rejects.toMatchObject({ kind });
      expect(once.keys).toHaveLength(1);
    }
  });

  it("is not repeated on a machine that took minutes to fail", async () => {
    const { sandbox, keys } = failing(9);
    const { start } = sandbox;
    sandbox.start = async (...call) => {
      await new Promise((resolve) => setTimeout(resolve, 180_000));
      return start(...call);
    };
    const result = expect(run(sandbox)).rejects.toMatchObject({ kind: "transient" });
    await vi.runAllTimersAsync();
    await result;
    expect(keys).toHaveLength(1);
  });

  it("is not repeated for a caller who has given up", async () => {
    const { sandbox, keys } = failing(1);
    const abort = new AbortController();
    const result = expect(run(sandbox, { signal: abort.signal })).rejects.toThrow("stop");
    await vi.advanceTimersByTimeAsync(10);
    abort.abort(new Error("stop"));
    await vi.runAllTimersAsync();
    await result;
    expect(keys).toHaveLength(1);
  });
});
