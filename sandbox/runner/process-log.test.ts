import { appendFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type LogEntry, limitsFor, ProcessLog } from "./process-log.ts";

const LIMITS = { segmentBytes: 100, headSegments: 1, maxSegments: 3 };
const never = new AbortController().signal;
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "verne-log-"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function all(log: ProcessLog, since?: string): Promise<LogEntry[]> {
  const entries: LogEntry[] = [];
  for await (const entry of log.read(since, never)) entries.push(entry);
  return entries;
}
const brief = (entries: LogEntry[]) =>
  entries.map((entry) => ("data" in entry ? `${entry.type} ${entry.data}` : entry.type));
const cursors = (entries: LogEntry[]) => entries.flatMap((entry) => ("cursor" in entry ? entry.cursor : []));

describe("ProcessLog", () => {
  it("replays what was written, from any cursor it gave out", async () => {
    const log = ProcessLog.create(dir);
    log.append("stdout", Buffer.from("one"));
    log.append("stderr", Buffer.from("two"));
    log.end({ code: 0, signal: null, timedOut: false });
    const entries = await all(log);
    expect(brief(entries)).toEqual(["stdout one", "stderr two", "exit"]);
    const [first, second] = cursors(entries);
    expect(brief(await all(log, first))).toEqual(["stderr two", "exit"]);
    expect(brief(await all(log, second))).toEqual(["exit"]);
  });

  it("follows what is written later and ends with the exit", async () => {
    const log = ProcessLog.create(dir);
    const reading = all(log);
    log.append("stdout", Buffer.from("late"));
    log.end({ code: 1, signal: null, timedOut: true });
    const entries = await reading;
    expect(brief(entries)).toEqual(["stdout late", "exit"]);
    expect(entries.at(-1)).toEqual({ type: "exit", code: 1, signal: null, timedOut: true });
  });

  it("keeps the beginning and the end, and says how much is gone between them", async () => {
    const log = ProcessLog.create(dir, LIMITS);
    for (let n = 0; n < 20; n += 1) log.append("stdout", Buffer.from(`${n}`.padStart(45, "x")));
    log.end({ code: 0, signal: null, timedOut: false });
    const entries = await all(log);
    expect((await readdir(dir)).length).toBe(3);
    expect(brief(entries).map((line) => line.slice(-2))).toEqual(["x0", "x1", "ap", "18", "19", "it"]);
    expect(entries[2]).toEqual({ type: "gap", droppedBytes: 16 * 50 });
  });

  it("keeps as much as was asked for", async () => {
    const log = ProcessLog.create(dir, limitsFor(20 * 1_048_576));
    const data = Buffer.alloc(1_048_576, "a line of noise\n");
    for (let n = 0; n < 20; n += 1) log.append("stdout", data);
    log.end({ code: 0, signal: null, timedOut: false });
    let bytes = 0;
    for await (const entry of log.read(undefined, never)) {
      expect(entry.type).not.toBe("gap");
      if ("data" in entry) bytes += entry.data.length;
    }
    expect(bytes).toBe(20 * data.length);
  });

  it("goes on from a cursor whose segment was dropped with a gap", async () => {
    const log = ProcessLog.create(dir, LIMITS);
    const write = (n: number) => log.append("stdout", Buffer.from(`${n}`.padStart(45, "x")));
    const reader = log.read(undefined, never);
    for (let n = 0; n < 3; n += 1) write(n);
    await reader.next();
    for (let n = 3; n < 20; n += 1) write(n);
    log.end({ code: 0, signal: null, timedOut: false });
    const rest: LogEntry[] = [];
    for await (const entry of reader) rest.push(entry);
    expect(brief(rest).filter((line) => line === "gap")).toHaveLength(1);
    expect(brief(rest).at(-2)).toMatch(/19$/);
  });

  it("survives its writer: the exit replays, a cut record is left out", async () => {
    const log = ProcessLog.create(dir);
    log.append("stdout", Buffer.from("kept"));
    await appendFile(join(dir, "log-0"), Buffer.from([1, 0, 0, 0, 9, 120]));
    expect(brief(await all(ProcessLog.reopen(dir)))).toEqual(["stdout kept"]);

    const ended = join(dir, "ended");
    ProcessLog.create(ended).end({ code: 5, signal: null, timedOut: false });
    expect(await all(ProcessLog.reopen(ended))).toEqual([
      { type: "exit", code: 5, signal: null, timedOut: false },
    ]);
  });

  it("ends its readers when it is closed without an exit, and when they abort", async () => {
    const log = ProcessLog.create(dir);
    log.append("stdout", Buffer.from("x"));
    const abort = new AbortController();
    const reader = log.read(undefined, abort.signal);
    await reader.next();
    const waiting = reader.next();
    abort.abort();
    expect((await waiting).done).toBe(true);
    const reading = all(log);
    log.close();
    expect(brief(await reading)).toEqual(["stdout x"]);
  });

  it("cuts large writes into records and puts them together again", async () => {
    const log = ProcessLog.create(dir);
    const data = Buffer.alloc(300_000, "abcdefg");
    log.append("stdout", data);
    log.end({ code: 0, signal: null, timedOut: false });
    const parts = (await all(log)).flatMap((entry) => ("data" in entry ? entry.data : []));
    expect(parts.map(({ length }) => length)).toEqual([65_536, 65_536, 65_536, 65_536, 37_856]);
    expect(Buffer.concat(parts).equals(data)).toBe(true);
  });

  it("refuses cursors it never gave out", async () => {
    const log = ProcessLog.create(dir);
    log.append("stdout", Buffer.from("hello"));
    log.end({ code: 0, signal: null, timedOut: false });
    for (const cursor of ["", "x", "-1", "999", "3", "1e3"]) {
      await expect(all(log, cursor)).rejects.toMatchObject({ code: "INVALID_CURSOR" });
    }
  });
});
