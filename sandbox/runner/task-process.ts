import { once } from "node:events";
import { constants } from "node:os";
import type { Readable } from "node:stream";
import { errnoOf, RunnerFailure } from "./failure.ts";
import { startOnHost, type TaskCommand } from "./host-process.ts";
import type { Isolation } from "./isolation.ts";
import { type Limits, outputExcess } from "./limits.ts";
import { closeWriteEnds, type OutputPipes, openOutputPipes } from "./pipes.ts";
import type { ProcessLog } from "./process-log.ts";
import { killMarked, type Owner, sendSignal } from "./reap.ts";

export interface Launch extends TaskCommand {
  id: string;
  timeoutMs: number;
  /** Descriptor to read from; empty input without it. The caller closes it. */
  stdinFd?: number;
  /** Descriptor that gets the output in place of the log. The caller closes it. */
  stdoutFd?: number;
}

interface Surroundings {
  isolation: Isolation;
  limits: Limits;
}

const SIGTERM = 15;
const SIGKILL = 9;
/** Between the end of `timeoutMs` and SIGKILL. */
const TERM_GRACE_MS = 1000;
/** After its leader has ended, a group may use this long to finish writing before it is killed. */
const LEFTOVER_GRACE_MS = 250;
/** How long output is awaited from processes that left the group and could not be killed. */
const DRAIN_MS = 1000;

/**
 * One running process group. It lives until its leader ends: what is left of the group then is killed, so that
 * nothing outlives the exit event. Owns the group, its pipes and its timers; writes to `log` and ends it.
 */
export class TaskProcess {
  /** Resolves when the exit record is written. Never rejects. */
  readonly ended: Promise<void>;
  private readonly id: string;
  private readonly log: ProcessLog;
  /** Group that gets the signals: under bubblewrap the one inside, since bwrap itself would die of SIGTERM. */
  private readonly group: Promise<number>;
  /** The process on the host that all others of the group descend from. */
  readonly outerPid: number;
  private readonly limits: Limits;
  private readonly owner: Owner | undefined;
  private outputBytes = 0;
  private alive = true;
  private timedOut = false;

  private constructor(
    launch: Launch,
    { limits, isolation }: Surroundings,
    log: ProcessLog,
    started: Started,
  ) {
    const { uid } = launch;
    this.limits = limits;
    this.owner =
      isolation.kind === "container" && uid !== null ? { setpriv: isolation.setpriv, uid } : undefined;
    this.id = launch.id;
    this.log = log;
    this.outerPid = started.outerPid;
    this.group = started.group;
    this.ended = this.supervise(started, launch);
  }

  /** Starts the process; resolves once it runs. Throws PROCESS_SPAWN_FAILED. */
  static async launch(launch: Launch, surroundings: Surroundings, log: ProcessLog): Promise<TaskProcess> {
    const { isolation } = surroundings;
    const pipes = await openOutputPipes(launch.uid);
    const { stdinFd, stdoutFd = pipes.stdoutFd } = launch;
    const streams = { ...(stdinFd !== undefined && { stdinFd }), stdoutFd, stderrFd: pipes.stderrFd };
    const { child, status } = startOnHost(isolation, launch, streams);
    const exit = new Promise<Exit>((resolve) => {
      child.once("exit", (code, signal) => resolve(exitOf(code, signal, isolation)));
    });
    closeWriteEnds(pipes);
    try {
      await once(child, "spawn");
    } catch (error) {
      pipes.stdout.destroy();
      pipes.stderr.destroy();
      const reason = errnoOf(error) || String(error);
      throw new RunnerFailure(
        "permanent",
        "PROCESS_SPAWN_FAILED",
        `cannot start ${launch.argv[0]}: ${reason}`,
      );
    }
    // Present after the spawn event.
    const outerPid = child.pid as number;
    const group = status ? innerGroup(status, outerPid) : Promise.resolve(outerPid);
    return new TaskProcess(launch, surroundings, log, { outerPid, group, exit, pipes });
  }

  get running(): boolean {
    return this.alive;
  }

  /** Signals the whole group; nothing happens when it has ended. */
  async kill(signal: number): Promise<void> {
    const group = await this.group;
    if (!this.alive) return;
    sendSignal(-group, signal);
    if (signal === SIGKILL) await killMarked(new Set([this.id]), this.owner);
  }

  private async supervise({ exit, pipes }: Started, launch: Launch): Promise<void> {
    const drained = Promise.all([this.record("stdout", pipes.stdout), this.record("stderr", pipes.stderr)]);
    let killTimer: NodeJS.Timeout | undefined;
    const termTimer = setTimeout(() => {
      this.timedOut = true;
      void this.kill(SIGTERM);
      killTimer = setTimeout(() => void this.kill(SIGKILL), TERM_GRACE_MS);
    }, launch.timeoutMs);
    const result = await exit;
    // The kernel may have ended it for a limit before the watchdog measured.
    const excess = await launch.slice?.hit();
    if (excess) this.log.note({ type: "limit", ...excess });
    clearTimeout(termTimer);
    clearTimeout(killTimer);
    if (!(await settles(drained, LEFTOVER_GRACE_MS))) {
      sendSignal(-this.outerPid, SIGKILL);
      await killMarked(new Set([this.id]), this.owner);
      await settles(drained, DRAIN_MS);
    }
    this.alive = false;
    // A child that silenced its output would survive its leader unseen.
    sendSignal(-this.outerPid, SIGKILL);
    pipes.stdout.destroy();
    pipes.stderr.destroy();
    this.log.end({ ...result, timedOut: this.timedOut });
  }

  private count(bytes: number): void {
    const before = this.outputBytes;
    this.outputBytes += bytes;
    const { outputBytes } = this.limits;
    if (before > outputBytes || this.outputBytes <= outputBytes) return;
    this.log.note({ type: "limit", ...outputExcess(this.limits) });
    void this.kill(SIGKILL);
  }

  private record(type: "stdout" | "stderr", stream: Readable): Promise<void> {
    stream.on("data", (data: Buffer) => {
      this.log.append(type, data);
      this.count(data.length);
    });
    // A broken pipe ends the output; the exit of the process tells the rest.
    stream.on("error", () => stream.destroy());
    return new Promise((resolve) => stream.once("close", () => resolve()));
  }
}

interface Started {
  outerPid: number;
  group: Promise<number>;
  exit: Promise<Exit>;
  pipes: OutputPipes;
}

interface Exit {
  code: number | null;
  signal: number | null;
}

/** The shell's convention on every isolation: killed by signal n is code 128 + n. */
function exitOf(code: number | null, signal: NodeJS.Signals | null, isolation: Isolation): Exit {
  if (signal !== null) {
    const number = signalNumber(signal);
    return { code: 128 + number, signal: number };
  }
  // bwrap itself reports its child's death by signal that way.
  const killed = isolation.kind === "bubblewrap" && code !== null && code > 128 && code < 128 + 65;
  return { code, signal: killed ? code - 128 : null };
}

function signalNumber(signal: NodeJS.Signals): number {
  return constants.signals[signal];
}

/** Reads the child's process id from bwrap's status pipe; it is the id of its group too. */
function innerGroup(status: Readable, outerPid: number): Promise<number> {
  return new Promise((resolve) => {
    let text = "";
    status.on("data", (data: Buffer) => {
      text += data.toString("latin1");
      const pid = /"child-pid": *(\d+)/.exec(text)?.[1];
      if (pid) resolve(Number(pid));
    });
    status.on("error", () => status.destroy());
    // bwrap ended before it started anything.
    status.once("close", () => resolve(outerPid));
  });
}

async function settles(promise: Promise<unknown>, withinMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), withinMs);
  });
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
