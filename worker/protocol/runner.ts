/**
 * What the Worker and the sandbox runner (`sandbox/runner/`) say to each other over HTTP. The runner checks every
 * request with these schemas and answers in these shapes; `worker/sandbox/local.ts` checks the answers.
 * `sandbox/README.md` lists the routes.
 */
import { z } from "zod";
import { Isolation, SandboxNetwork } from "./state.ts";

const MAX_KEPT_BYTES = 1024 * 1_048_576;
const MAX_TIMEOUT_MS = 24 * 3_600_000;
const MAX_HOSTS = 1_000;
/** Of a JSON body, and of a file. */
export const MAX_JSON_BYTES = 1_048_576;
export const MAX_FILE_BYTES = 64 * 1_048_576;

/** No argument, path or variable of a process can hold a NUL. */
const Text = z.string().refine((text) => !text.includes("\0"), "must not contain NUL");

/**
 * `transient`: try again later. `lost`: the machine or process is gone; restore the workspace and redo the step.
 * `permanent`: the same call will fail again. `capacity`: no machine to be had for minutes. `timeout`: own deadline.
 */
export const FailureKind = z.enum(["transient", "lost", "permanent", "capacity", "timeout"]);
export type FailureKind = z.infer<typeof FailureKind>;

/** The body of every answer that is not 200, and part of the last line of a log that cannot be followed further. */
export const RunnerError = z.object({
  error: z.object({ kind: FailureKind, code: z.string(), message: z.string() }),
});
export type RunnerError = z.infer<typeof RunnerError>;

/** What the runner is, whichever the task. `worker_url`: null where a task reaches the Worker as everybody does. */
export const RunnerDescription = z.object({
  isolation: Isolation,
  network: SandboxNetwork,
  worker_url: z.string().nullable(),
  warning: z.string().nullable(),
});
export type RunnerDescription = z.infer<typeof RunnerDescription>;

/** As the task sees them. `root`: the folder that it may write. `platform`: the platform's own (`StartRequest`). */
export const TaskDescription = RunnerDescription.extend({ root: z.string(), platform: z.string() });
export type TaskDescription = z.infer<typeof TaskDescription>;

const Hosts = z.array(Text).max(MAX_HOSTS).readonly();

/**
 * What a process may reach on the network, where the sandbox has a say in it. Processes with the same `scope` share a
 * loopback; another scope is another network. `allow`: host names, `*.name` for all below one, `:port` where it is
 * neither 80 nor 443; `all` is the public internet. Private addresses are never reached.
 */
export const NetworkPolicy = z.object({
  scope: z.string().regex(/^[a-z_]{1,40}$/, "must be at most 40 letters and _"),
  /** Named when a connection is refused. */
  label: Text.max(200),
  allow: z.union([z.literal("all"), Hosts], `must be "all", or at most ${MAX_HOSTS} host names`),
  /**
   * Names of the platform's own lists, registries among them: on a machine whose resolver puts a mirror in their place
   * they may have an address of the local network. Never names that a repository or a person brought.
   */
  mirrored: Hosts.optional(),
});
export type NetworkPolicy = z.infer<typeof NetworkPolicy>;

const Arguments = z.tuple([Text.min(1, "must name a program")], Text).readonly();

const Variables = z.record(z.string().regex(/^[A-Za-z_]\w*$/), Text, "must be variables by their names");

/** A program in another sandbox of this runner, whose standard output is read as input. It may reach no network. */
export const InputProgram = z.object({
  /** Id of the other sandbox. */
  task: Text,
  argv: Arguments,
  cwd: Text,
  env: Variables.optional(),
  platform: z.boolean().optional(),
});
export type InputProgram = z.infer<typeof InputProgram>;

export const StartRequest = z.object({
  argv: Arguments,
  /** Absolute directory; must exist. */
  cwd: Text,
  /** Added to the sandbox's own minimal environment. Never a secret. */
  env: Variables.optional(),
  /** Life of the whole process group; then SIGTERM, and SIGKILL a second later. */
  timeoutMs: z.number().positive().max(MAX_TIMEOUT_MS),
  /** Output that can be followed without a gap however slowly it is read; the sandbox's own limit without it. */
  keepBytes: z.number().min(0).max(MAX_KEPT_BYTES).optional(),
  /** The same key gives the same process, be it running, ended or lost. */
  key: Text.max(200).optional(),
  /** Nothing but the Worker's git without it. */
  network: NetworkPolicy.optional(),
  /** Where its standard input comes from; it is empty without it. */
  input: InputProgram.optional(),
  /**
   * A program of the platform: it may write the platform's folder, which others cannot (at `bubblewrap` they may read
   * it). At `none` nothing keeps them from it.
   */
  platform: z.boolean().optional(),
});
export type StartRequest = z.infer<typeof StartRequest>;

export const StartAnswer = z.object({ id: z.string() });
export type StartAnswer = z.infer<typeof StartAnswer>;

/** By the Worker alone, over everything that an install depends on; says nothing of what it is about. */
const KeptKey = z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in hexadecimal");

/** A program of the Worker's that packs what is kept into a tar archive on its output, or unpacks one from its input. */
const PackingProgram = StartRequest.pick({
  argv: true,
  cwd: true,
  env: true,
  platform: true,
  timeoutMs: true,
});
export type PackingProgram = z.infer<typeof PackingProgram>;

/** `took_ms`: how long the install took whose result is kept. */
export const KeepRequest = z.object({ key: KeptKey, took_ms: z.number().min(0), program: PackingProgram });
export type KeepRequest = z.infer<typeof KeepRequest>;
export const BringRequest = KeepRequest.omit({ took_ms: true });
export type BringRequest = z.infer<typeof BringRequest>;

export const Kept = z.object({ bytes: z.number(), age_ms: z.number(), took_ms: z.number() });
export type Kept = z.infer<typeof Kept>;
/** Null for nothing that is kept under the key. */
export const BringAnswer = z.object({ kept: Kept.nullable() });
export type BringAnswer = z.infer<typeof BringAnswer>;

export const KillRequest = z.object({ signal: z.int().min(1).max(31) });
export type KillRequest = z.infer<typeof KillRequest>;

/** `since`: a cursor of this log; from the beginning without it. */
export const LogQuery = z.object({ since: z.string().optional() });
/** `path` is absolute, as the task sees it. */
export const PathQuery = z.object({ path: Text });
export const ReadQuery = PathQuery.extend({
  max_bytes: z.coerce.number().pipe(z.int().min(0)).default(MAX_FILE_BYTES),
});

export const FileEntry = z.object({
  name: z.string(),
  kind: z.enum(["file", "directory", "symlink", "other"]),
  /** Bytes; 0 for anything but a file. */
  size: z.number(),
});
export type FileEntry = z.infer<typeof FileEntry>;

export const ListAnswer = z.object({ entries: z.array(FileEntry) });
export type ListAnswer = z.infer<typeof ListAnswer>;

/** A limit of a task, for which its processes are ended. */
export const LimitName = z.enum(["processes", "memory", "disk", "cpu", "output"]);
export type LimitName = z.infer<typeof LimitName>;

/** How a process ended; killed by signal n is `code` 128 + n, with `signal` n. */
export const Exit = z.object({
  code: z.number().nullable(),
  signal: z.number().nullable(),
  timedOut: z.boolean(),
});
export type Exit = z.infer<typeof Exit>;

/** What the runner itself has to tell about a process, beside its output. */
export const Note = z.discriminatedUnion("type", [
  /** The network policy refused a connection of this process, or of another one in the same scope. */
  z.object({ type: z.literal("denied"), host: z.string(), port: z.number(), rule: z.string() }),
  /** A limit of the task was hit, for which the process is ended. */
  z.object({ type: z.literal("limit"), limit: LimitName, detail: z.string() }),
]);
export type Note = z.infer<typeof Note>;

const [Denied, Limit] = Note.options;
const cursor = z.string();

/** One line of a log, which is NDJSON. The log ends with `exit` or `error`. */
export const LogLine = z.discriminatedUnion("type", [
  /** `data` is base64. */
  z.object({ type: z.enum(["stdout", "stderr"]), data: z.string(), cursor }),
  /** Output between the last line and the next was dropped. */
  z.object({ type: z.literal("gap"), droppedBytes: z.number().nullable() }),
  Denied.extend({ cursor }),
  Limit.extend({ cursor }),
  Exit.extend({ type: z.literal("exit") }),
  RunnerError.extend({ type: z.literal("error") }),
  /** Says that the connection lives while the process is silent. */
  z.object({ type: z.literal("ping") }),
]);
export type LogLine = z.infer<typeof LogLine>;
