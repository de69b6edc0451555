/**
 * The agent's access to the sandbox in one step: commands with their output in the journal, events, an abort signal.
 * All fenced.
 */
import type { AgentHost, CommandOptions, CommandResult, TouchedPath } from "../../../agent/types.ts";
import {
  type EgressPhase,
  type EgressPolicy,
  type EgressSettings,
  type EventInput,
  egressPolicy,
  hostToAllow,
} from "../../../protocol/index.ts";
import {
  type Exec,
  type ExecResult,
  type RunOptions,
  runToEnd,
  type SandboxNote,
} from "../../../sandbox/collect.ts";
import { GIT_ENV, gitPlace } from "../../../sandbox/git.ts";
import type { Argv, Sandbox } from "../../../sandbox/port.ts";
import { excludePaths } from "../../../sandbox/worktree.ts";
import type { TouchedPaths } from "../../change-set/touched-paths.ts";
import type { Clock, Life } from "../../record/life.ts";
import { Fenced } from "../../run/failures.ts";
import type { Claim } from "../../run/lease.ts";
import { LogWriter } from "./log-writer.ts";
import type { Tree } from "./sandbox-for.ts";

/** Phases whose commands the user may stop: the model's, and those that the approved plan lists. */
const STOPPABLE: ReadonlySet<EgressPhase> = new Set(["agent", "set_up"]);
const DEFAULT_MAX_BYTES = 256 * 1024;

export interface HostOptions {
  claim: Claim;
  life: Life;
  clock: Clock;
  sandbox: Sandbox;
  tree: Tree;
  signal: AbortSignal;
  /** Processes to kill if this object dies before they end. */
  processes: ProcessTable;
  touched: TouchedPaths;
  /** Running commands that the user may stop, by id. */
  stops: Map<string, AbortController>;
  /** Network allow-lists beside the defaults, from the widest scope to the narrowest. */
  egress: () => Promise<readonly EgressSettings[]>;
}

export interface ProcessTable {
  add(processId: string, stepId: string, tree: Tree): void;
  remove(processId: string, tree: Tree): void;
}

export class Host implements AgentHost {
  readonly taskId: string;
  readonly step: Claim["kind"];
  readonly sandbox: Sandbox;
  readonly repoDir: string;
  readonly tree: Tree;
  readonly signal: AbortSignal;
  private readonly options: HostOptions;
  private readonly log: LogWriter;
  private count = 0;
  private fetching = false;
  private allowed: Promise<readonly EgressSettings[]> | null = null;

  constructor(options: HostOptions) {
    this.options = options;
    this.taskId = options.life.record.init.taskId;
    this.step = options.claim.kind;
    this.sandbox = options.sandbox;
    this.tree = options.tree;
    this.repoDir = `${options.sandbox.root}/repo`;
    this.signal = options.signal;
    this.log = new LogWriter(options.claim.kind, (event) => this.write(event));
  }

  now(): number {
    return this.options.clock.now();
  }

  /** Rejects when the step is aborted. */
  async sleep(ms: number): Promise<void> {
    this.check();
    const { signal } = this;
    await new Promise<void>((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener("abort", stop);
        resolve();
      }, ms);
      signal.addEventListener("abort", stop, { once: true });
    });
  }

  emit(event: EventInput): void {
    this.check();
    this.log.flush();
    this.write(event);
  }

  touched(paths: readonly TouchedPath[]): void {
    this.check();
    this.options.touched.add(paths);
  }

  async run(argv: Argv, options: CommandOptions): Promise<CommandResult> {
    this.check();
    const { claim, clock } = this.options;
    const { sandbox, repoDir } = this;
    const count = ++this.count;
    const commandId = `${claim.stepId}/${claim.attempt}/${this.tree === "work" ? "w" : ""}${count}`;
    const visible = options.visible ?? true;
    const command = options.display ?? argv.map(quote).join(" ");
    const stoppable = STOPPABLE.has(options.phase ?? "tests");
    const byUser = new AbortController();
    if (stoppable) this.options.stops.set(commandId, byUser);
    const startedAt = clock.now();
    if (visible)
      this.emit({
        type: "command_started",
        message: `$ ${command}`.slice(0, 500),
        data: {
          step: this.step,
          command_id: commandId,
          command,
          ...(options.purpose === undefined ? {} : { purpose: options.purpose }),
          ...(stoppable ? { stoppable } : {}),
        },
      });
    if (options.phase === "fetching_tests" && !this.fetching) {
      this.fetching = true;
      this.say("These tests may reach package registries: their build tool fetches while it tests\n");
    }
    const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
    const result = await this.execute(argv, {
      cwd: options.cwd ?? repoDir,
      env: options.git
        ? { ...GIT_ENV, ...options.env, ...gitPlace({ sandbox, repo: repoDir }) }
        : options.env,
      platform: options.git ?? false,
      timeoutMs: options.timeoutMs,
      keepBytes: options.keepBytes,
      maxBytes: options.maxBytes ?? DEFAULT_MAX_BYTES,
      stop: options.stop ? AbortSignal.any([options.stop, byUser.signal]) : byUser.signal,
      onProcess: (id) => options.onStart?.({ signal: (number) => this.sandbox.kill(id, number) }),
      onDenied: options.onDenied,
      phase: options.phase ?? "tests",
      onOutput: (stream, bytes) => {
        options.onOutput?.(stream, bytes);
        if (visible && !this.signal.aborted)
          this.log.write(commandId, stream, decoders[stream].decode(bytes, { stream: true }));
      },
    }).finally(() => this.options.stops.delete(commandId));
    const stopped = byUser.signal.aborted;
    const durationMs = clock.now() - startedAt;
    if (visible) {
      this.log.end(commandId);
      this.emit({
        type: "command_finished",
        message: stopped
          ? `${command.slice(0, 120)} was stopped by the user`
          : endOf(command, result.exitCode, result.timedOut),
        data: {
          step: this.step,
          command_id: commandId,
          command,
          exit_code: result.exitCode,
          timed_out: result.timedOut,
          duration_ms: durationMs,
        },
      });
    }
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return {
      exitCode: result.exitCode,
      timedOut: result.timedOut,
      stdout: text(result.stdout),
      stderr: text(result.stderr),
      truncated: result.truncated,
      gap: result.gap,
      stopped,
      durationMs,
    };
  }

  exclude(lines: readonly string[]): Promise<void> {
    return excludePaths({ exec: this.exec, sandbox: this.sandbox, repo: this.repoDir }, lines);
  }

  /** Runs a command of Verne's own: fenced and recorded like any other, but not logged. */
  readonly exec: Exec = (argv, options) => {
    this.check();
    return this.execute(argv, options);
  };

  /** Writes a line of Verne's own to the log. */
  say(text: string): void {
    this.check();
    this.log.write(null, "system", text);
  }

  /** Flushes the log at the step's end; does nothing when the step was fenced. */
  end(): void {
    if (this.options.life.steps.holds(this.options.claim)) this.log.end(null);
  }

  private async execute(
    argv: Argv,
    {
      stop,
      phase,
      onProcess,
      onDenied,
      ...options
    }: Omit<RunOptions, "signal" | "onStart"> & {
      stop?: AbortSignal;
      phase?: EgressPhase;
      onProcess?(id: string): void;
      onDenied?: CommandOptions["onDenied"];
    },
  ): Promise<ExecResult> {
    const { claim, processes } = this.options;
    let processId: string | null = null;
    // Verne's own git may reach the Worker under any policy.
    const network = phase && egressPolicy(phase, ...(await this.egress()));
    const result = await runToEnd(this.sandbox, argv, {
      ...options,
      network,
      onNote: (note) => {
        this.tell(note, network);
        if (note.type === "denied") onDenied?.(note);
      },
      signal: stop ? AbortSignal.any([this.signal, stop]) : this.signal,
      onStart: (id) => {
        processId = id;
        processes.add(id, claim.stepId, this.tree);
        onProcess?.(id);
      },
    }).catch((error: unknown) => {
      if (!stop?.aborted || this.signal.aborted) throw error;
      return STOPPED;
    });
    this.check();
    if (processId !== null) processes.remove(processId, this.tree);
    return result;
  }

  /** Reports each refused host once per step. */
  private tell(note: SandboxNote, policy: EgressPolicy | undefined): void {
    if (note.type === "limit") {
      const { limit, detail } = note;
      const message = `Ended at the limit of ${limit}: ${detail}`;
      this.write({ type: "limit_hit", message, data: { step: this.step, limit, detail } });
      return;
    }
    if (policy === undefined) return;
    const { port, rule } = note;
    const { stepId, attempt } = this.options.claim;
    const phase = policy.scope;
    const host = note.host.slice(0, 253);
    const allow = hostToAllow(policy, { host, port, rule });
    this.write({
      type: "egress_denied",
      message: `No connection to ${host}:${port} (${rule})`.slice(0, 500),
      data: { phase, host, port, rule: rule.slice(0, 300), allow },
      dedupe: `egress:${stepId}:${attempt}:${phase}:${host}:${port}`,
    });
  }

  /** Loaded on first use; later changes of the allow-list apply from the next step. */
  private egress(): Promise<readonly EgressSettings[]> {
    this.allowed ??= this.options.egress();
    return this.allowed;
  }

  private write(event: EventInput): void {
    if (this.options.life.steps.holds(this.options.claim)) this.options.life.emit(event);
  }

  private check(): void {
    this.signal.throwIfAborted();
    if (!this.options.life.steps.holds(this.options.claim)) throw new Fenced("lease lost");
  }
}

/** Result of a command that its caller ended; the caller has seen the output. */
const STOPPED: ExecResult = {
  exitCode: null,
  signal: null,
  timedOut: false,
  stdout: new Uint8Array(),
  stderr: new Uint8Array(),
  truncated: true,
  gap: false,
};

function endOf(command: string, exitCode: number | null, timedOut: boolean): string {
  const name = command.slice(0, 120);
  if (timedOut) return `${name} was stopped at its time limit`;
  return exitCode === 0 ? `${name} succeeded` : `${name} ended with exit code ${exitCode ?? "unknown"}`;
}

/** For display only; never executed. */
const quote = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
