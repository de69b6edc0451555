/**
 * The machine a task works in, as the rest of Verne sees it. Two adapters implement it: `cloudflare.ts` over
 * `@cloudflare/sandbox`, and `local.ts` over the runner in `sandbox/runner/`. `conformance.ts` holds both to
 * what is written here.
 *
 * A process belongs to the sandbox, not to the caller: it goes on when the caller is evicted, and its log can be
 * followed again from a cursor. All paths are absolute inside the sandbox and lie under `root`.
 */
import type { Isolation, SandboxNetwork } from "../protocol/index.ts";

export type Argv = readonly [program: string, ...args: string[]];

export interface StartOptions {
  /** Absolute directory; must exist. */
  cwd: string;
  /** Added to the sandbox's own minimal environment. Never a secret. */
  env?: Record<string, string>;
  /** Life of the whole process group; then SIGTERM, and SIGKILL a second later. */
  timeoutMs: number;
  /** Nothing but the Worker's git without it. */
  network?: NetworkPolicy;
  /** Output that can be followed without a gap however slowly it is read; the adapter's own limit without it. */
  keepBytes?: number;
}

export type ProcessEvent =
  | { type: "stdout" | "stderr"; data: Uint8Array; cursor: string }
  /** The network policy refused a connection of this process, or of another one in the same scope. */
  | { type: "denied"; host: string; port: number; rule: string; cursor: string | undefined }
  /** A limit of the task was hit, for which the process is ended. */
  | { type: "limit"; limit: string; detail: string; cursor: string }
  /** Output between the last event and the next was dropped by the sandbox. */
  | { type: "gap"; droppedBytes: number | null }
  | { type: "exit"; code: number | null; signal: number | null; timedOut: boolean };

/**
 * What a process may reach on the network, where the sandbox has a say in it (`Sandbox.network`). Processes with the
 * same `scope` share a loopback; another scope is another network. `allow`: host names, `*.name` for all below one,
 * `:port` where it is neither 80 nor 443; `all` is the public internet. Private addresses are never reached.
 */
export interface NetworkPolicy {
  scope: string;
  /** Named when a connection is refused. */
  label: string;
  allow: "all" | readonly string[];
  /** Names of the platform's own lists, which may have a private address: a mirror that the machine's resolver names. */
  mirrored?: readonly string[];
}

export interface FileEntry {
  name: string;
  kind: "file" | "directory" | "symlink" | "other";
  /** Bytes; 0 for anything but a file. */
  size: number;
}

export interface Sandbox {
  readonly isolation: Isolation;
  /** `isolated`: a network of the task's own, with a policy for each process. */
  readonly network: SandboxNetwork;
  /** Origin under which a process reaches the Worker's git; null for the Worker's public one. */
  readonly workerUrl: string | null;
  /** Where a task may write: `/workspace` in a container, a directory of the task's own on the local runner. */
  readonly root: string;
  /** Starts a process and returns its id at once. `key` makes the call idempotent: same key, same process. */
  start(argv: Argv, options: StartOptions & { key?: string }): Promise<string>;
  /** Replays from after `since` (from the beginning without it), then follows. Ends after the `exit` event. */
  follow(id: string, since?: string): AsyncGenerator<ProcessEvent, void, undefined>;
  /** Signals the whole process group. No error when it has ended. */
  kill(id: string, signal?: number): Promise<void>;
  /** Whole file; `permanent` failure FILE_NOT_FOUND, FILE_TOO_LARGE (over `maxBytes`), NOT_A_FILE, OUTSIDE_ROOT. */
  read(path: string, maxBytes: number): Promise<Uint8Array>;
  /** Replaces the file's content, keeps its mode, creates parents. Never follows a symlink out of `root`. */
  write(path: string, data: Uint8Array): Promise<void>;
  list(path: string): Promise<FileEntry[]>;
  /** Ends every process and removes everything. Idempotent. */
  destroy(): Promise<void>;
}

/**
 * `transient`: try again later. `lost`: the machine or process is gone; restore the workspace and redo the step.
 * `permanent`: the same call will fail again. `capacity`: no machine to be had for minutes. `timeout`: own deadline.
 */
export type FailureKind = "transient" | "lost" | "permanent" | "capacity" | "timeout";

export class SandboxFailure extends Error {
  override readonly name = "SandboxFailure";
  readonly kind: FailureKind;
  readonly code: string;

  constructor(kind: FailureKind, code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
    this.code = code;
  }
}
