import { CappedOutput, type OutputStream } from "./output.ts";
import {
  type Argv,
  type InputProgram,
  type NetworkPolicy,
  type ProcessEvent,
  type Sandbox,
  SandboxFailure,
} from "./port.ts";

export interface ExecOptions {
  /** Absolute directory in the sandbox. */
  cwd: string;
  env?: Record<string, string>;
  timeoutMs: number;
  /** As of `StartOptions`. */
  keepBytes?: number;
  input?: InputProgram;
  platform?: boolean;
}

export interface ExecResult {
  /** 128 + n for a process that signal n ended. */
  exitCode: number | null;
  signal: number | null;
  timedOut: boolean;
  stdout: Uint8Array;
  stderr: Uint8Array;
  /** Output is missing: over `maxBytes`, or dropped by the sandbox. */
  truncated: boolean;
  /** The sandbox dropped output, so that `onOutput` has not seen all of it either. */
  gap: boolean;
}

/** Runs a program to its end. The type that `clone.ts` and `worktree.ts` take, so that a step can fence and log. */
export type Exec = (argv: Argv, options: ExecOptions) => Promise<ExecResult>;

export interface RunOptions extends ExecOptions {
  /** Of each stream, kept in the result as its first and last half. 1 MiB without it. */
  maxBytes?: number;
  /** Called once the id is known and before any output; store it to be able to end the process. */
  onStart?(id: string): void | Promise<void>;
  /** Called for each piece in order, and awaited: a slow receiver slows the reading down. */
  onOutput?(stream: OutputStream, bytes: Uint8Array, cursor: string): void | Promise<void>;
  /** A connection was refused, or a limit was hit. May be told twice, when the log is followed again. */
  onNote?(note: SandboxNote): void;
  network?: NetworkPolicy;
  /** Ends the process (SIGTERM, then SIGKILL) and the call, which throws the signal's reason. */
  signal?: AbortSignal;
}

const DEFAULT_MAX_BYTES = 1_048_576;
/** The sandbox ends a process at `timeoutMs` and a second later; after this much more the caller gives up. */
const OVERDUE_MS = 10_000;
const ABORT_GRACE_MS = 2000;
const START_ATTEMPTS = 4;
/** A start is not repeated later than this: a machine that takes minutes to answer is the step's to try again. */
const START_REPEAT_MS = 60_000;
/** Connections in a row that break without a single event: about half a minute. */
const MAX_BREAKS = 12;
const SIGTERM = 15;
const SIGKILL = 9;

/**
 * Starts a program and follows it to its end, through starts whose answer is lost and connections that break. Throws a
 * SandboxFailure: `lost` when the process is gone, `timeout` PROCESS_OVERDUE when it outlived its deadline and
 * was killed; or the reason of `signal`. A program that fails, or is ended by `timeoutMs`, is a result.
 */
export async function runToEnd(sandbox: Sandbox, argv: Argv, options: RunOptions): Promise<ExecResult> {
  options.signal?.throwIfAborted();
  const id = await startOnce(sandbox, argv, options);
  const progress = newProgress(options);
  const stop = new Stopper(options.timeoutMs + OVERDUE_MS, options.signal);
  try {
    await options.onStart?.(id);
    const end = await Promise.race([followToExit(sandbox, id, options, progress, stop), stop.reason]);
    if ("type" in end) return resultOf(end, progress);
    stop.stopped = true;
    await endProcess(sandbox, id, end.cause === "aborted" ? { since: progress.cursor } : null);
    throw end.error;
  } catch (error) {
    // A callback refused to go on: the caller has lost its claim on the process.
    if (!stop.stopped && !(error instanceof SandboxFailure)) await endProcess(sandbox, id, null);
    throw error;
  } finally {
    stop.dispose();
  }
}

/** `runToEnd` in the shape that git's functions take. `options` go with every call. */
export function execIn(sandbox: Sandbox, options: Omit<RunOptions, keyof ExecOptions> = {}): Exec {
  return (argv, call) => runToEnd(sandbox, argv, { ...options, ...call });
}

/** What the sandbox tells of a process beside its output. */
export type SandboxNote = Extract<ProcessEvent, { type: "denied" | "limit" }>;

type Exit = Extract<ProcessEvent, { type: "exit" }>;

interface Progress {
  stdout: CappedOutput;
  stderr: CappedOutput;
  gap: boolean;
  cursor: string | undefined;
}

function newProgress({ maxBytes = DEFAULT_MAX_BYTES }: RunOptions): Progress {
  return {
    stdout: new CappedOutput(maxBytes),
    stderr: new CappedOutput(maxBytes),
    gap: false,
    cursor: undefined,
  };
}

function resultOf(exit: Exit, { stdout, stderr, gap }: Progress): ExecResult {
  return {
    exitCode: exit.code,
    signal: exit.signal,
    timedOut: exit.timedOut,
    stdout: stdout.bytes(),
    stderr: stderr.bytes(),
    gap,
    truncated: gap || stdout.droppedBytes > 0 || stderr.droppedBytes > 0,
  };
}

/**
 * A start that failed as `transient` may have happened all the same, so it is repeated under the same key: the sandbox
 * answers with the process that it has.
 */
async function startOnce(sandbox: Sandbox, argv: Argv, options: RunOptions): Promise<string> {
  const { cwd, env, timeoutMs, keepBytes, input, network, platform, signal } = options;
  const key = crypto.randomUUID();
  const until = Date.now() + START_REPEAT_MS;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await sandbox.start(argv, { cwd, env, timeoutMs, keepBytes, key, network, input, platform });
    } catch (error) {
      if (!isTransient(error) || attempt === START_ATTEMPTS || Date.now() > until) throw error;
      await pause(attempt);
      signal?.throwIfAborted();
    }
  }
}

async function followToExit(
  sandbox: Sandbox,
  id: string,
  options: RunOptions,
  progress: Progress,
  stop: Stopper,
): Promise<Exit> {
  for (let failures = 0; ; ) {
    try {
      for await (const event of sandbox.follow(id, progress.cursor)) {
        // The caller was answered already; nobody may hear of this process any more.
        if (stop.stopped) return NOBODY_LISTENS;
        failures = 0;
        if (event.type === "exit") return event;
        if (event.type === "gap") progress.gap = true;
        else if (event.type === "denied" || event.type === "limit") {
          options.onNote?.(event);
          progress.cursor = event.cursor ?? progress.cursor;
        } else {
          progress[event.type].push(event.data);
          await options.onOutput?.(event.type, event.data, event.cursor);
          progress.cursor = event.cursor;
        }
      }
      throw new SandboxFailure("transient", "STREAM_ENDED", "the log ended without an exit event");
    } catch (error) {
      if (!isTransient(error) || stop.stopped) throw error;
      failures += 1;
      if (failures > MAX_BREAKS) throw error;
      await pause(failures);
    }
  }
}

const NOBODY_LISTENS: Exit = { type: "exit", code: null, signal: null, timedOut: false };

/** Resolves when the call has to end before the process does. */
class Stopper {
  readonly reason: Promise<{ cause: "overdue" | "aborted"; error: unknown }>;
  stopped = false;
  private readonly timer: ReturnType<typeof setTimeout>;
  private readonly signal: AbortSignal | undefined;
  private abort: () => void = () => {};

  constructor(deadlineMs: number, signal: AbortSignal | undefined) {
    this.signal = signal;
    let overdue = () => {};
    this.reason = new Promise((resolve) => {
      overdue = () => resolve({ cause: "overdue", error: overdueFailure(deadlineMs) });
      this.abort = () => resolve({ cause: "aborted", error: signal?.reason });
    });
    this.timer = setTimeout(() => overdue(), deadlineMs);
    signal?.addEventListener("abort", this.abort);
    if (signal?.aborted) this.abort();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.signal?.removeEventListener("abort", this.abort);
  }
}

const overdueFailure = (deadlineMs: number) =>
  new SandboxFailure(
    "timeout",
    "PROCESS_OVERDUE",
    `the process did not end within ${deadlineMs} ms and was killed`,
  );

/** Best effort: a process that cannot be reached dies with its sandbox or by its own deadline. */
async function endProcess(sandbox: Sandbox, id: string, gently: { since?: string } | null): Promise<void> {
  try {
    if (gently) {
      await sandbox.kill(id, SIGTERM);
      if (await endsWithin(sandbox.follow(id, gently.since), ABORT_GRACE_MS)) return;
    }
    await sandbox.kill(id, SIGKILL);
  } catch (error) {
    if (!(error instanceof SandboxFailure)) throw error;
  }
}

async function endsWithin(events: ReturnType<Sandbox["follow"]>, ms: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  try {
    for (;;) {
      const next = await Promise.race([events.next(), late]);
      if (next === null) return false;
      if (next.done || next.value.type === "exit") return true;
    }
  } finally {
    clearTimeout(timer);
    // Not awaited: a generator that waits for its next event ends only when that comes.
    void events.return().catch(() => {});
  }
}

const isTransient = (error: unknown) => error instanceof SandboxFailure && error.kind === "transient";

/** 100 ms, doubling up to 5 s. */
const pause = (attempt: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, Math.min(5000, 50 * 2 ** attempt)));
