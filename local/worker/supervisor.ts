/** Keeps the Worker's process running: starts it, watches that it answers, starts it again, gives up at last. */
import { join } from "node:path";
import { type Child, startNode } from "../child.ts";
import { ROOT } from "../root.ts";
import type { WorkerOptions } from "./main.ts";
import { untilReady } from "./ready.ts";
import { decide, type History, LIMITS, type Limits } from "./supervision.ts";

export interface SupervisedWorker {
  /** Resolves with the reason once it is not started again any more. */
  gaveUp: Promise<string>;
  /** Kills it as a power cut would, and starts it again on the same state. */
  restart(): Promise<void>;
  /** The process, for tests that harm it. */
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

export interface SupervisorOptions {
  worker: WorkerOptions;
  /** Every line of the Worker's output. */
  onLine?: (line: string) => void;
  /** What the supervisor does, for the person at the terminal. */
  say: (line: string) => void;
  /** Addresses that must all answer before the product counts as started. */
  probes: readonly string[];
  limits?: Limits;
  probeEveryMs?: number;
  probeTimeoutMs?: number;
}

const PROBE_EVERY_MS = 5_000;
const PROBE_TIMEOUT_MS = 10_000;

/** Resolves when the Worker is ready. Rejects with the cause, leaving nothing running. */
export async function superviseWorker(options: SupervisorOptions): Promise<SupervisedWorker> {
  const supervisor = new Supervisor(options);
  await supervisor.start();
  supervisor.watch();
  return supervisor;
}

class Supervisor implements SupervisedWorker {
  readonly gaveUp: Promise<string>;
  private readonly options: SupervisorOptions;
  private giveUp: (reason: string) => void = () => {};
  private child: Child | null = null;
  private history: History = { silent: 0, restarts: [] };
  private timer: NodeJS.Timeout | undefined;
  /** Set while a caller stops or restarts the process itself. */
  private paused = false;
  private stopped = false;

  constructor(options: SupervisorOptions) {
    this.options = options;
    this.gaveUp = new Promise((resolve) => {
      this.giveUp = resolve;
    });
  }

  get pid(): number | undefined {
    return this.child?.process.pid;
  }

  async start(): Promise<void> {
    const child = startWorker(this.options);
    this.child = child;
    try {
      await untilReady(this.options.probes, child);
    } catch (error) {
      await child.stop();
      throw error;
    }
    void child.exited.then(() => {
      if (this.child === child) void this.observe("exited");
    });
  }

  watch(): void {
    this.timer = setTimeout(async () => {
      const seen = await this.probe();
      await this.observe(seen);
      if (!this.stopped) this.watch();
    }, this.options.probeEveryMs ?? PROBE_EVERY_MS);
  }

  async restart(): Promise<void> {
    this.paused = true;
    try {
      await this.kill();
      await this.start();
    } finally {
      this.paused = false;
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.child?.stop();
  }

  /** Any answer will do: what is wrong with a Worker that answers is not mended by another start. */
  private async probe(): Promise<"answered" | "silent"> {
    const { worker, probeTimeoutMs = PROBE_TIMEOUT_MS } = this.options;
    try {
      const response = await fetch(`http://127.0.0.1:${worker.port}/api/health`, {
        signal: AbortSignal.timeout(probeTimeoutMs),
      });
      await response.body?.cancel();
      return "answered";
    } catch {
      return "silent";
    }
  }

  private async observe(seen: "answered" | "silent" | "exited"): Promise<void> {
    if (this.paused || this.stopped) return;
    const { do: action, history } = decide(this.history, seen, Date.now(), this.options.limits ?? LIMITS);
    this.history = history;
    if (action === "nothing") return;
    const what = seen === "exited" ? "ended unexpectedly" : "does not answer any more";
    const tail = this.child?.tail() ?? "";
    if (action === "give_up") {
      await this.stop();
      return this.giveUp(`The Worker ${what}, again and again; it is not started any more.\n${tail}`);
    }
    this.options.say(`The Worker ${what}; starting it again.${seen === "exited" ? `\n${tail}` : ""}`);
    try {
      await this.restart();
      this.options.say("The Worker answers again.");
    } catch (error) {
      this.options.say(error instanceof Error ? error.message : String(error));
      await this.observe("exited");
    }
  }

  private async kill(): Promise<void> {
    const { child } = this;
    if (!child) return;
    // Its exit is no news.
    this.child = null;
    try {
      if (child.process.pid) process.kill(-child.process.pid, "SIGKILL");
    } catch {
      // The group is gone already.
    }
    await child.exited;
  }
}

/** What the Worker must know goes through its standard input: no file, no argument, no variable names a secret. */
function startWorker({ worker, onLine }: SupervisorOptions): Child {
  const child = startNode(["--disable-warning=ExperimentalWarning", join(ROOT, "local/worker/main.ts")], {
    cwd: ROOT,
    env: { ...process.env, WRANGLER_SEND_METRICS: "false", NO_COLOR: "1" },
    onLine,
    endWithParent: true,
  });
  // A process that ended at once reads nothing; its exit tells.
  child.process.stdin?.on("error", () => {});
  child.process.stdin?.end(JSON.stringify(worker));
  return child;
}
