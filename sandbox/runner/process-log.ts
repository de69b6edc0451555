import { closeSync, mkdirSync, openSync, readdirSync, rmSync, statSync, writeSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { Exit, type LogLine, Note } from "../../worker/protocol/runner.ts";
import { errnoOf, RunnerFailure } from "./failure.ts";

/** A line of the log before it is written as text. */
export type LogEntry =
  | { type: "stdout" | "stderr"; data: Buffer; cursor: string }
  | Extract<LogLine, { type: "gap" | "denied" | "limit" | "exit" }>;

export interface LogLimits {
  segmentBytes: number;
  /** Segments from the beginning of the output, which are never dropped. */
  headSegments: number;
  /** Segments kept in all; above that the oldest one after the head is dropped. */
  maxSegments: number;
}

/** 8 MB of each process: the first 2 MB and the last 6. */
const DEFAULT_LIMITS: LogLimits = { segmentBytes: 1_048_576, headSegments: 2, maxSegments: 8 };

/** Limits under which `keepBytes` of output are kept in full; what was asked for is a floor. */
export function limitsFor(keepBytes = 0): LogLimits {
  const segments = Math.ceil(keepBytes / DEFAULT_LIMITS.segmentBytes) + DEFAULT_LIMITS.headSegments;
  return { ...DEFAULT_LIMITS, maxSegments: Math.max(DEFAULT_LIMITS.maxSegments, segments) };
}

interface Segment {
  start: number;
  size: number;
}

const HEADER_BYTES = 5;
const MAX_RECORD_BYTES = 65_536;
const READ_BYTES = 262_144;
const TYPES = { stdout: 1, stderr: 2, exit: 3, note: 4 } as const;
const NAMES = { 1: "stdout", 2: "stderr", 3: "exit", 4: "note" } as const;

/**
 * The output of one process on disk, as records (type, length, bytes) in segment files. A cursor is the offset
 * behind a record in the whole stream, so it stays valid while segments are dropped and across restarts.
 * Owns its directory's `log-*` files. One writer; any number of readers, each of which reads at its own pace.
 */
export class ProcessLog {
  private readonly dir: string;
  private readonly limits: LogLimits;
  private segments: Segment[];
  private file: number | null = null;
  private closed = false;
  private readonly waiting = new Set<() => void>();

  private constructor(dir: string, segments: Segment[], limits: LogLimits) {
    this.dir = dir;
    this.segments = segments;
    this.limits = limits;
  }

  static create(dir: string, limits: LogLimits = DEFAULT_LIMITS): ProcessLog {
    mkdirSync(dir, { recursive: true });
    return new ProcessLog(dir, [], limits);
  }

  /** The log of a process of an earlier runner: complete as far as it was written, and closed. */
  static reopen(dir: string, limits: LogLimits = DEFAULT_LIMITS): ProcessLog {
    const segments = readdirSync(dir)
      .filter((name) => name.startsWith("log-"))
      .map((name) => ({ start: Number(name.slice(4)), size: statSync(join(dir, name)).size }))
      .sort((a, b) => a.start - b.start);
    const log = new ProcessLog(dir, segments, limits);
    log.closed = true;
    return log;
  }

  append(type: "stdout" | "stderr", data: Buffer): void {
    for (let at = 0; at < data.length; at += MAX_RECORD_BYTES) {
      this.write(TYPES[type], data.subarray(at, at + MAX_RECORD_BYTES));
    }
    this.wake();
  }

  note(note: Note): void {
    this.write(TYPES.note, Buffer.from(JSON.stringify(note)));
    this.wake();
  }

  /** Writes the exit record, the last one, and closes the log. */
  end(exit: Exit): void {
    if (this.closed) return;
    this.write(TYPES.exit, Buffer.from(JSON.stringify(exit)));
    this.close();
  }

  /** Ends the log without an exit record: its readers end, and report the process as lost. */
  close(): void {
    this.closed = true;
    if (this.file !== null) closeSync(this.file);
    this.file = null;
    this.wake();
  }

  /**
   * Replays from after `since` and follows until the exit record, or until the log was closed without one, or
   * `signal` aborts. Throws INVALID_CURSOR for a cursor that this log never gave out.
   */
  async *read(since: string | undefined, signal: AbortSignal): AsyncGenerator<LogEntry, void, undefined> {
    let offset = parseCursor(since, this.tail);
    while (!signal.aborted) {
      const segment = this.segments.find((s) => offset < s.start + s.size);
      if (!segment) {
        if (this.closed) return;
        await this.changed(signal);
        continue;
      }
      if (offset < segment.start) {
        yield { type: "gap", droppedBytes: segment.start - offset };
        offset = segment.start;
      }
      const chunk = await readAt(join(this.dir, `log-${segment.start}`), offset - segment.start);
      if (chunk === null) continue;
      const { entries, bytes } = parseRecords(chunk, offset);
      // A writer that was killed inside a record leaves a tail that never becomes complete.
      if (bytes === 0) {
        if (this.closed) return;
        throw new RunnerFailure("permanent", "INVALID_CURSOR", `no record of the log starts at ${offset}`);
      }
      offset += bytes;
      yield* entries;
      if (entries.at(-1)?.type === "exit") return;
    }
  }

  private get tail(): number {
    const last = this.segments.at(-1);
    return last ? last.start + last.size : 0;
  }

  private write(type: number, data: Buffer): void {
    if (this.closed) return;
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt8(type, 0);
    header.writeUInt32BE(data.length, 1);
    const record = Buffer.concat([header, data]);
    const segment = this.currentSegment(record.length);
    if (this.file === null) this.file = openSync(join(this.dir, `log-${segment.start}`), "a", 0o600);
    writeSync(this.file, record);
    segment.size += record.length;
  }

  private currentSegment(recordBytes: number): Segment {
    const last = this.segments.at(-1);
    if (last && last.size + recordBytes <= this.limits.segmentBytes) return last;
    if (this.file !== null) closeSync(this.file);
    this.file = null;
    const next = { start: this.tail, size: 0 };
    this.segments.push(next);
    if (this.segments.length > this.limits.maxSegments) {
      const [dropped] = this.segments.splice(this.limits.headSegments, 1);
      if (dropped) rmSync(join(this.dir, `log-${dropped.start}`), { force: true });
    }
    return next;
  }

  private wake(): void {
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }

  private changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.waiting.delete(done);
        signal.removeEventListener("abort", done);
        resolve();
      };
      this.waiting.add(done);
      signal.addEventListener("abort", done);
      if (signal.aborted) done();
    });
  }
}

function parseCursor(since: string | undefined, tail: number): number {
  if (since === undefined) return 0;
  const offset = /^\d{1,15}$/.test(since) ? Number(since) : -1;
  if (offset < 0 || offset > tail) {
    throw new RunnerFailure("permanent", "INVALID_CURSOR", "since: not a cursor of this process", 400);
  }
  return offset;
}

/** Up to 256 KB of a file, or null when the file has just been dropped. */
async function readAt(path: string, position: number): Promise<Buffer | null> {
  try {
    const file = await open(path, "r");
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(READ_BYTES), 0, READ_BYTES, position);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return null;
    throw error;
  }
}

/** The complete records at the start of `chunk`, which begins at `offset` of the stream. */
function parseRecords(chunk: Buffer, offset: number): { entries: LogEntry[]; bytes: number } {
  const entries: LogEntry[] = [];
  let at = 0;
  while (at + HEADER_BYTES <= chunk.length) {
    const type = chunk.readUInt8(at);
    const end = at + HEADER_BYTES + chunk.readUInt32BE(at + 1);
    if (end - at > MAX_RECORD_BYTES + HEADER_BYTES || !(type in NAMES)) {
      throw new RunnerFailure("permanent", "INVALID_CURSOR", `no record of the log starts at ${offset + at}`);
    }
    if (end > chunk.length) break;
    const data = chunk.subarray(at + HEADER_BYTES, end);
    if (type === TYPES.exit) {
      entries.push({ type: "exit", ...Exit.parse(JSON.parse(data.toString("utf8"))) });
    } else if (type === TYPES.note) {
      entries.push({ ...Note.parse(JSON.parse(data.toString("utf8"))), cursor: String(offset + end) });
    } else {
      entries.push({ type: type === TYPES.stdout ? "stdout" : "stderr", data, cursor: String(offset + end) });
    }
    at = end;
  }
  return { entries, bytes: at };
}
