import { CappedOutput } from "../../sandbox/output.ts";
import type { AgentHost, CommandPlace, CommandPort, CommandResult } from "../types.ts";
import { shellCommand } from "./shell.ts";

/** At most this many commands run at once. */
export const MAX_RUNNING = 4;
/** A command without new output for this long is given back to the model while it runs. */
const QUIET_MS = 30_000;
/** So long a command started in the background is watched for an early end. */
export const BACKGROUND_MS = 2_000;
/** A process that nobody waits for is ended after this long. */
const LIFE_MS = 20 * 60_000;
/** Of each piece of output that is given to the model; the user's log has all of it. */
const MAX_OUTPUT_BYTES = 1024 * 1024;
/** The longest timer that outlives the command it waits for. */
const TICK_MS = 1_000;
const SIGINT = 2;
const SIGTERM = 15;
const SIGKILL = 9;
/** Between a signal that asks and one that does not. */
const GRACE_MS = 5_000;

export interface CommandRequest {
  command: string;
  purpose: string;
  /** Folder of the repository; empty for its top. */
  folder: string;
  background: boolean;
}

/** One command of the model, running or ended. */
export interface Session {
  readonly id: string;
  readonly request: CommandRequest;
  readonly startedAt: number;
  /** Tree of the change set when it started. */
  readonly tree: string | null;
  /** Null while it runs. */
  result: CommandResult | null;
  /** Refused connections, one line each. */
  readonly denied: Set<string>;
}

interface Running extends Session {
  output: CappedOutput;
  lastOutputAt: number;
  ended: Promise<void>;
  signal: ((number: number) => Promise<void>) | null;
  /** What went wrong with the sandbox, thrown to whoever asks next. */
  failure: unknown;
}

/** The model's commands of one run of the agent. Owns their processes: `endAll` before the run ends. */
export class CommandSessions {
  readonly #host: AgentHost;
  readonly #port: CommandPort;
  readonly #sessions = new Map<string, Running>();

  constructor(host: AgentHost, port: CommandPort) {
    this.#host = host;
    this.#port = port;
  }

  running(): Session[] {
    return this.#open();
  }

  get(id: string): Session | null {
    return this.#sessions.get(id) ?? null;
  }

  start(request: CommandRequest, place: CommandPlace): Session {
    const now = this.#host.now();
    const session: Running = {
      id: this.#port.nextId(),
      request,
      startedAt: now,
      tree: this.#port.tree(),
      result: null,
      denied: new Set(),
      output: new CappedOutput(MAX_OUTPUT_BYTES),
      lastOutputAt: now,
      ended: Promise.resolve(),
      signal: null,
      failure: null,
    };
    this.#sessions.set(session.id, session);
    session.ended = this.#run(session, place);
    return session;
  }

  /**
   * Waits until the command ends, is silent for a while, or `untilMs` (of the host's clock) is reached. Returns the
   * output since the last call. Throws what the sandbox failed with.
   */
  async wait(session: Session, untilMs: number, quietMs = QUIET_MS): Promise<string> {
    const running = this.#own(session);
    const host = this.#host;
    // The silence counts from now: the model has asked to wait.
    let quietFrom = host.now();
    while (running.result === null && running.failure === null) {
      quietFrom = Math.max(quietFrom, running.lastOutputAt);
      const left = Math.min(untilMs, quietFrom + quietMs) - host.now();
      if (left <= 0) break;
      await Promise.race([running.ended, host.sleep(Math.min(left, TICK_MS))]);
    }
    if (running.failure !== null) throw running.failure;
    return this.#takeOutput(running);
  }

  /** Sends a signal and waits for the end; a process that survives it stays. */
  async end(session: Session, how: "interrupt" | "kill"): Promise<string> {
    const running = this.#own(session);
    await running.signal?.(how === "interrupt" ? SIGINT : SIGKILL);
    return this.wait(session, this.#host.now() + GRACE_MS);
  }

  /** Ends what still runs. */
  async endAll(): Promise<void> {
    for (const signal of [SIGTERM, SIGKILL]) {
      const open = this.#open();
      if (open.length === 0) return;
      await Promise.all(open.map((session) => session.signal?.(signal).catch(() => undefined)));
      await Promise.race([Promise.all(open.map(({ ended }) => ended)), this.#host.sleep(GRACE_MS)]);
    }
  }

  #open(): Running[] {
    return [...this.#sessions.values()].filter(({ result, failure }) => result === null && failure === null);
  }

  async #run(session: Running, place: CommandPlace): Promise<void> {
    const { request } = session;
    const { repoDir } = place;
    const host = this.#host;
    try {
      session.result = await place.run(shellCommand(request.command, place), {
        cwd: request.folder === "" ? repoDir : `${repoDir}/${request.folder}`,
        env: place.env,
        timeoutMs: LIFE_MS,
        phase: "agent",
        purpose: request.purpose,
        display: request.command,
        onStart: ({ signal }) => {
          session.signal = signal;
        },
        onOutput: (_, bytes) => {
          session.lastOutputAt = host.now();
          session.output.push(bytes);
        },
        onDenied: ({ host: name, port, rule }) =>
          session.denied.add(`No connection to ${name}:${port} (${rule}).`),
      });
      this.#port.record({
        id: session.id,
        command: request.command,
        ...(request.folder === "" ? {} : { folder: request.folder }),
        purpose: request.purpose,
        exitCode: session.result.timedOut || session.result.stopped ? null : session.result.exitCode,
        durationMs: session.result.durationMs,
        tree: session.tree,
      });
    } catch (error) {
      // Kept for whoever waits: nobody may be waiting now.
      session.failure = error;
    }
  }

  #takeOutput(running: Running): string {
    const { output } = running;
    running.output = new CappedOutput(MAX_OUTPUT_BYTES);
    const text = new TextDecoder().decode(output.bytes());
    return output.droppedBytes > 0
      ? `${text}\n[${output.droppedBytes} bytes of output are in the user's log only]`
      : text;
  }

  #own(session: Session): Running {
    const running = this.#sessions.get(session.id);
    if (!running) throw new Error(`no command ${session.id}`);
    return running;
  }
}
