import { getSandbox, type SandboxProcess } from "@cloudflare/sandbox";
import type { SandboxNetwork } from "../protocol/index.ts";
import {
  EGRESS_HANDLER,
  type EgressParams,
  RunningPolicies,
  TRUST,
  withDenials,
} from "./container-egress.ts";
import { classify, withDeadline } from "./failure.ts";
import { isKeyed, keyedCommand, saysMissing } from "./keyed-start.ts";
import { concat } from "./output.ts";
import { readPatiently } from "./patience.ts";
import {
  type Argv,
  type FileEntry,
  type ProcessEvent,
  type Sandbox,
  SandboxFailure,
  type StartOptions,
} from "./port.ts";
import type { Sandbox as SandboxObject } from "./sandbox-object.ts";
import { CHECK_FILE, LIST_DIRECTORY, PREPARE_WRITE, parseEntries, REFUSALS } from "./shell-scripts.ts";

const ROOT = "/workspace";
/** The first call starts the machine, which may take minutes on a busy day. */
const START_MS = 180_000;
const CALL_MS = 15_000;
const TRANSFER_MS = 60_000;
/** A log that is silent for this long makes the adapter ask whether the process is still there. */
const SILENCE_MS = 30_000;
/** Stops an unused machine. A task that waits for its user loses it and is restored from its patch. */
const SLEEP_AFTER = "10m";

type LogReader =
  Awaited<ReturnType<SandboxProcess["logs"]>> extends ReadableStream<infer E>
    ? ReadableStreamDefaultReader<E>
    : never;

/**
 * A task's sandbox in a Cloudflare container. Nothing starts before the first call. `workerOrigin` where the policy of
 * each command is applied, and null where its network is open.
 */
export function cloudflareSandbox(
  namespace: DurableObjectNamespace<SandboxObject>,
  taskId: string,
  workerOrigin: string | null,
): Sandbox {
  return new CloudflareSandbox(getSandbox(namespace, taskId, { sleepAfter: SLEEP_AFTER }), workerOrigin);
}

/** What the adapter uses of the SDK's client. */
type Client = Pick<
  ReturnType<typeof getSandbox<SandboxObject>>,
  | "exec"
  | "getProcess"
  | "listProcesses"
  | "readFile"
  | "writeFile"
  | "destroy"
  | "setOutboundHandler"
  | "takeDenials"
>;

class CloudflareSandbox implements Sandbox {
  readonly isolation = "container";
  readonly network: SandboxNetwork;
  readonly workerUrl = null;
  readonly root = ROOT;
  private readonly client: Client;
  private readonly starting = new Map<string, Promise<string>>();
  /** Of the processes that run, by id. */
  private readonly keys = new Map<string, string>();
  /** Null where the network is open. */
  private readonly policies: RunningPolicies | null;

  constructor(client: Client, workerOrigin: string | null) {
    this.client = client;
    this.network = workerOrigin === null ? "unrestricted" : "isolated";
    this.policies =
      workerOrigin === null
        ? null
        : new RunningPolicies((policies) => {
            const params: EgressParams = { workerOrigin, policies };
            return withDeadline(
              client.setOutboundHandler(EGRESS_HANDLER, params),
              START_MS,
              "network policy",
            );
          });
  }

  async start(argv: Argv, { key, ...options }: StartOptions & { key?: string }): Promise<string> {
    const { policies } = this;
    if (options.input !== undefined)
      throw new SandboxFailure("permanent", "INPUT_NOT_SUPPORTED", "a container reads from no other one");
    if (policies === null) return this.launch(argv, options, key);
    const trusting = { ...options, env: { ...TRUST, ...options.env } };
    return policies.start(options.network, () => this.launch(argv, trusting, key));
  }

  private async launch(argv: Argv, options: StartOptions, key: string | undefined): Promise<string> {
    if (key === undefined) return (await this.exec(argv, options)).id;
    const known = this.starting.get(key);
    if (known) return known;
    const started = this.startOnce(argv, options, key).finally(() => this.starting.delete(key));
    this.starting.set(key, started);
    return started;
  }

  follow(id: string, since?: string): AsyncGenerator<ProcessEvent, void, undefined> {
    const { policies, client } = this;
    if (policies === null) return this.events(id, since);
    // Known before its end, when its policy is gone.
    const scope = policies.scopeOf(id);
    const take = () => withDeadline(Promise.resolve(client.takeDenials(scope)), CALL_MS, "refusals");
    return withDenials(this.events(id, since), take);
  }

  private async *events(id: string, since?: string): AsyncGenerator<ProcessEvent, void, undefined> {
    const process = await this.find(id);
    const options = { since, replay: true, follow: true };
    const reader = (await withDeadline(process.logs(options), CALL_MS, "log")).getReader();
    try {
      for (;;) {
        const { value: event, done } = await this.next(reader, id);
        if (done)
          throw new SandboxFailure("transient", "STREAM_ENDED", "the log ended without an exit event");
        if (event.type === "truncated") yield { type: "gap", droppedBytes: null };
        else if (event.type !== "terminal") {
          this.refuseMissing(id, event.data);
          yield { type: event.type, data: event.data, cursor: event.cursor };
        } else if (event.state === "error")
          throw new SandboxFailure("permanent", event.error.code, event.error.message);
        else {
          const { code, signal, timedOut } = event.exit;
          this.ended(id);
          yield { type: "exit", code, signal: signal ?? null, timedOut };
          return;
        }
      }
    } catch (error) {
      throw classify(error);
    } finally {
      // Ends the reading only; the process runs on.
      await reader.cancel().catch(() => {});
    }
  }

  /** Where there is no program a start with a key comes to be all the same; it is to fail like one without. */
  private refuseMissing(id: string, output: Uint8Array): void {
    const key = this.keys.get(id);
    if (key === undefined || !saysMissing(output, key)) return;
    this.ended(id);
    throw new SandboxFailure("permanent", "PROCESS_SPAWN_FAILED", "no such program");
  }

  private ended(id: string): void {
    this.policies?.ended(id);
    this.keys.delete(id);
  }

  async kill(id: string, signal = 15): Promise<void> {
    const process = await this.find(id);
    try {
      await withDeadline(process.kill(signal), CALL_MS, "kill");
    } catch (error) {
      if (!(error instanceof SandboxFailure) || error.code !== "PROCESS_NOT_FOUND") throw error;
    }
  }

  async read(path: string, maxBytes: number): Promise<Uint8Array> {
    const real = await this.script(CHECK_FILE, path, String(maxBytes));
    const { content } = await withDeadline(this.client.readFile(real, { encoding: "none" }), CALL_MS, "read");
    const parts: Uint8Array[] = [];
    await withDeadline(
      content.pipeTo(new WritableStream({ write: (part: Uint8Array) => void parts.push(part) })),
      TRANSFER_MS,
      "read",
    );
    return concat(parts);
  }

  async write(path: string, data: Uint8Array): Promise<void> {
    const real = await this.script(PREPARE_WRITE, path);
    // A stream: text of over 32 MB is refused, and bytes are not text.
    const body = data.length === 0 ? "" : new Blob([data]).stream();
    await withDeadline(this.client.writeFile(real, body), TRANSFER_MS, "write");
  }

  async list(path: string): Promise<FileEntry[]> {
    return parseEntries(await this.script(LIST_DIRECTORY, path));
  }

  async destroy(): Promise<void> {
    await withDeadline(this.client.destroy(), TRANSFER_MS, "destroy");
  }

  private async exec(argv: Argv, { cwd, env, timeoutMs }: StartOptions): Promise<SandboxProcess> {
    try {
      return await withDeadline(this.client.exec(argv, { cwd, env, timeout: timeoutMs }), START_MS, "start");
    } catch (error) {
      if (!(error instanceof SandboxFailure) || error.code !== "INVALID_PROCESS_CWD") throw error;
      throw new SandboxFailure("lost", "CWD_NOT_FOUND", `cwd: ${cwd} does not exist`, error);
    }
  }

  /**
   * The platform has no idempotent start: its list of processes is searched for the key. It forgets all but the last
   * 64 ended processes, and their keys with them.
   */
  private async startOnce(argv: Argv, options: StartOptions, key: string): Promise<string> {
    const processes = await withDeadline(this.client.listProcesses(), START_MS, "list processes");
    const known = processes.find(({ command }) => isKeyed(command, key));
    const { id } = known ?? (await this.exec(keyedCommand(key, argv), options));
    this.keys.set(id, key);
    return id;
  }

  private async find(id: string): Promise<SandboxProcess> {
    const process = await withDeadline(this.client.getProcess(id), CALL_MS, "find process");
    if (!process)
      throw new SandboxFailure("lost", "PROCESS_GONE", `process ${id} is gone with its container`);
    return process;
  }

  /** The next event. A container that hangs says nothing, so a long silence is looked into. */
  private next(reader: LogReader, id: string): ReturnType<LogReader["read"]> {
    return readPatiently(reader, SILENCE_MS, async () => {
      const status = await withDeadline((await this.find(id)).status(), CALL_MS, "status");
      if (status.state !== "running") {
        throw new SandboxFailure(
          "transient",
          "STREAM_STALLED",
          "the process has ended, and its log is silent",
        );
      }
    });
  }

  /** Runs a short script on one path; answers its output, or throws the refusal its exit code stands for. */
  private async script(script: string, path: string, ...args: string[]): Promise<string> {
    if (!path.startsWith("/"))
      throw new SandboxFailure("permanent", "INVALID_REQUEST", "path: must be absolute");
    const argv = ["/bin/sh", "-c", script, "sh", path, ROOT, ...args] as const;
    const process = await this.exec(argv, { cwd: "/", timeoutMs: CALL_MS });
    const { stdout, exitCode } = await withDeadline(
      process.output({ encoding: "utf8" }),
      2 * CALL_MS,
      "file check",
    );
    if (exitCode === 0) return stdout;
    const [code, text] = REFUSALS[exitCode] ?? ["FILE_CHECK_FAILED", "could not be looked at"];
    throw new SandboxFailure("permanent", code, `${path} ${text}`);
  }
}
