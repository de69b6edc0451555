/** Commands in a task's sandbox: how they are started, what comes of them, and what the model's own need. */
import type { Claim, EgressPhase } from "../protocol/index.ts";
import type { Argv, Sandbox } from "../sandbox/port.ts";

/** The result of one command; its output is in the log already. */
export interface CommandResult {
  exitCode: number | null;
  timedOut: boolean;
  /** UTF-8; head and tail when longer than the caller's limit. */
  stdout: string;
  stderr: string;
  truncated: boolean;
  /** Output was lost: `onOutput` has not seen all of it. */
  gap?: boolean;
  /** The user or the caller ended it. */
  stopped?: boolean;
  durationMs: number;
}

export interface CommandOptions {
  cwd?: string;
  env?: Record<string, string>;
  timeoutMs: number;
  /** Limit of the returned `stdout` and `stderr`; the log stores more. Default 256 KB. */
  maxBytes?: number;
  /** Amount of output that `onOutput` must receive completely. */
  keepBytes?: number;
  /** Called for each chunk of output, in order. */
  onOutput?(stream: "stdout" | "stderr", bytes: Uint8Array): void;
  /** Ends the command early: returns exit status null, not an error. */
  stop?: AbortSignal;
  /** Selects the network policy; default `tests`. */
  phase?: EgressPhase;
  /** False keeps a bookkeeping command (git plumbing, detection) out of the user's log. Default true. */
  visible?: boolean;
  /** A git command of the platform: on its own repository, whatever became of the checkout's `.git`. */
  git?: boolean;
  /** What it is for, in the model's words, beside the command in the timeline. */
  purpose?: string;
  /** How the command is shown; default its argv. */
  display?: string;
  /** Called once the process runs. */
  onStart?(control: { signal(number: number): Promise<void> }): void;
  /** Called for each connection that the network policy refused, with the rule. May repeat itself. */
  onDenied?(denied: { host: string; port: number; rule: string }): void;
}

/** A path that differs between the work tree and the last checkpoint. */
export interface TreeChange {
  path: string;
  kind: "added" | "modified" | "deleted";
  /** `other`: nothing that a change can hold, such as a repository inside this one. */
  file: "plain" | "executable" | "link" | "other";
}

/** A command of the model that came to its end, as evidence for its claims. */
export interface CommandRecord {
  /** `c1`, `c2`, … in the order of the task. */
  id: string;
  command: string;
  /** Where in the repository it ran; absent at its top. */
  folder?: string;
  purpose: string;
  /** Null when it did not end by itself. */
  exitCode: number | null;
  durationMs: number;
  /** Tree of the change set that it ran on; null for the base commit. */
  tree: string | null;
}

/** A file as a command left it before it was taken back. */
export interface KeptFile {
  path: string;
  /** Hash of the content that the command found; null for no file. */
  before: string | null;
  /** The text that it left; null for no file. */
  after: string | null;
  executable: boolean;
}

export interface KeptChange {
  /** `k1`, `k2`, … in the order of the task. */
  id: string;
  files: KeptFile[];
}

/** Changes of commands that were taken back, stored with the task. */
export interface KeptChanges {
  /** The last ones, oldest first. */
  all(): readonly KeptChange[];
  /** Keeps one, and returns its id: that of an equal one, if there is one. */
  add(files: readonly KeptFile[]): string;
  /** Ids that the agent asked for with a wider plan, until `settle`. */
  wanted(): readonly string[];
  /** What was wanted is dealt with: stores the tree as it is with that. */
  settle(): Promise<void>;
}

/** Where a command of the model runs: the work tree. */
export interface CommandPlace {
  readonly sandbox: Pick<Sandbox, "root">;
  /** Absolute path of the checkout. */
  readonly repoDir: string;
  /** Variables of the tests' environment. */
  readonly env: Readonly<Record<string, string>>;
  run(argv: Argv, options: CommandOptions): Promise<CommandResult>;
}

/** What the model's commands need of the step that runs the agent. */
export interface CommandPort {
  /** Number and time of commands that the task may use. */
  readonly limits: { maxCommands: number; maxMs: number };
  /**
   * Waits until nothing else runs in the task and the dependencies are there. `note`: what the model should know about
   * it; null for nothing.
   */
  prepare(): Promise<{ place: CommandPlace; note: string | null }>;
  /** Id for a new command: `c1`, `c2`, … */
  nextId(): string;
  /** Stores a finished command. */
  record(entry: CommandRecord): void;
  /** Stores what the model claims about its change. */
  claim(claims: readonly Claim[]): void;
  /** Tree of the present change set; null for the base commit. */
  tree(): string | null;
  /** Number and time of the task's commands so far. */
  used(): { commands: number; ms: number };
  /** Compares the work tree with the last checkpoint. Ignored files do not count. */
  changes(): Promise<TreeChange[]>;
  /** The differences from the base at these paths as text, as `git diff` prints it; cut at `maxBytes`. */
  patch(paths: readonly string[], maxBytes: number): Promise<string>;
  /** Stores what was recorded with `touched`, and resets the rest of the tree to that. */
  reset(): Promise<void>;
  readonly kept: KeptChanges;
}
