/**
 * The machine a task works in, as the rest of Verne sees it. One adapter implements it, `local.ts` over
 * the runner in `sandbox/runner/`, on this machine or in a container (`container/`). `conformance.ts` holds it to what is
 * written here in both places.
 *
 * A process belongs to the sandbox, not to the caller: it goes on when the caller is evicted, and its log can be
 * followed again from a cursor. All paths are absolute inside the sandbox and lie under `root`.
 */
import type { Isolation, SandboxNetwork } from "../protocol/index.ts";
import type {
  FailureKind,
  FileEntry,
  Kept,
  LogLine,
  Note,
  PackingProgram,
  StartRequest,
} from "../protocol/runner.ts";

export type {
  FailureKind,
  FileEntry,
  InputProgram,
  Kept,
  NetworkPolicy,
  PackingProgram,
} from "../protocol/runner.ts";

export type Argv = StartRequest["argv"];

/** `key` is apart: see `Sandbox.start`. */
export type StartOptions = Omit<StartRequest, "argv" | "key">;

/** What a followed log tells. A container has no cursor for what its network policy refused. */
export type ProcessEvent =
  | { type: "stdout" | "stderr"; data: Uint8Array; cursor: string }
  | (Extract<Note, { type: "denied" }> & { cursor: string | undefined })
  | Extract<LogLine, { type: "limit" | "gap" | "exit" }>;

/**
 * What one sandbox leaves for a later one, in a place that no task can write or read. `key` decides who gets it: whoever
 * calls computes it over everything that has to be the same. Both sandboxes have the same paths.
 */
export interface Shelf {
  /**
   * Stores the tar archive that `program` writes, all or nothing. `permanent` NOT_KEPT where it fails, takes longer than
   * its limit, or the archive holds anything but plain files, folders and links of the task's user.
   */
  keep(key: string, program: PackingProgram, tookMs: number): Promise<Kept>;
  /** Gives `program` what is kept as its input. Null where nothing is; `permanent` NOT_BROUGHT where the program fails. */
  bring(key: string, program: PackingProgram): Promise<Kept | null>;
}

export interface Sandbox {
  readonly isolation: Isolation;
  /** `isolated`: a network of the task's own, with a policy for each process. */
  readonly network: SandboxNetwork;
  /** Origin under which a process reaches the Worker's git; null for the Worker's public one. */
  readonly workerUrl: string | null;
  /** Where a task may write: `/workspace` in a container, a directory of the task's own on the local runner. */
  readonly root: string;
  /**
   * The platform's folder, for programs with `platform`. What a task runs cannot write it, but at `none`. Files in it are
   * not read or written through the port.
   */
  readonly platform: string;
  /**
   * Starts a process and returns its id at once. `key` makes the call idempotent: same key, same process. `input` is for
   * the local runner alone; a container fails with `permanent` INPUT_NOT_SUPPORTED.
   */
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
  /** Absent where nothing can be kept: containers, and the levels at which each sandbox has other paths. */
  readonly shelf?: Shelf;
  /** Ends every process and removes everything. Idempotent. */
  destroy(): Promise<void>;
}

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
