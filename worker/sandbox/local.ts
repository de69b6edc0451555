import type { Isolation, SandboxNetwork } from "../protocol/index.ts";
import {
  BringAnswer,
  type BringRequest,
  type KeepRequest,
  Kept,
  type KillRequest,
  ListAnswer,
  LogLine,
  RunnerError,
  StartAnswer,
  type StartRequest,
  TaskDescription,
} from "../protocol/runner.ts";
import { withDeadline } from "./failure.ts";
import {
  type Argv,
  type FileEntry,
  type ProcessEvent,
  type Sandbox,
  SandboxFailure,
  type Shelf,
  type StartOptions,
} from "./port.ts";

export interface LocalSandboxOptions {
  /** Base URL of the runner in `sandbox/runner/`. */
  url: string;
  token: string;
  taskId: string;
  fetch?: typeof fetch;
  /** Awaited before each call, but that which removes the sandbox: starts the machine where it has to be started. */
  ready?: () => Promise<void>;
}

export interface LocalSandbox extends Sandbox {
  /** For the user, when the runner cannot isolate commands. */
  readonly warning: string | null;
}

const CALL_MS = 15_000;
const TRANSFER_MS = 60_000;
/** Beyond the time that a packing program has, after which the runner keeps nothing any more. */
const PACKING_GRACE_MS = 30_000;
/** The runner writes a line every 10 seconds at least. */
const SILENCE_MS = 35_000;

/**
 * Opens a task's sandbox on the local runner; asks the runner where it is and how it is isolated. Throws
 * `transient` RUNNER_UNREACHABLE when no runner answers, `permanent` UNAUTHORIZED for a wrong token.
 */
export async function localSandbox(options: LocalSandboxOptions): Promise<LocalSandbox> {
  const runner = new RunnerClient(options);
  return new RunnerSandbox(runner, TaskDescription.parse(await runner.json("GET", "")));
}

/** The same for a runner that is not there yet, and of which everything is known. */
export const openSandbox = (options: LocalSandboxOptions, description: TaskDescription): LocalSandbox =>
  new RunnerSandbox(new RunnerClient(options), description);

class RunnerSandbox implements LocalSandbox {
  readonly isolation: Isolation;
  readonly network: SandboxNetwork;
  readonly workerUrl: string | null;
  readonly warning: string | null;
  readonly root: string;
  readonly platform: string;
  readonly shelf?: Shelf;
  private readonly runner: RunnerClient;

  constructor(runner: RunnerClient, description: TaskDescription) {
    this.runner = runner;
    this.isolation = description.isolation;
    this.network = description.network;
    this.workerUrl = description.worker_url;
    this.warning = description.warning;
    this.root = description.root;
    this.platform = description.platform;
    if (description.isolation === "bubblewrap") this.shelf = shelfOf(runner);
  }

  async start(argv: Argv, options: StartOptions & { key?: string }): Promise<string> {
    const request: StartRequest = { argv, ...options };
    return StartAnswer.parse(await this.runner.json("POST", "/processes", request)).id;
  }

  async *follow(id: string, since?: string): AsyncGenerator<ProcessEvent, void, undefined> {
    const query = since === undefined ? "" : `?since=${encodeURIComponent(since)}`;
    const response = await this.runner.call(
      "GET",
      `/processes/${encodeURIComponent(id)}/log${query}`,
      CALL_MS,
    );
    for await (const text of lines(response)) {
      const line = LogLine.parse(JSON.parse(text));
      if (line.type === "error") throw failure(line);
      if (line.type === "ping") continue;
      yield "data" in line ? { ...line, data: fromBase64(line.data) } : line;
      if (line.type === "exit") return;
    }
    throw new SandboxFailure("transient", "STREAM_ENDED", "the log ended without an exit event");
  }

  async kill(id: string, signal = 15): Promise<void> {
    const request: KillRequest = { signal };
    await this.runner.json("POST", `/processes/${encodeURIComponent(id)}/kill`, request);
  }

  async read(path: string, maxBytes: number): Promise<Uint8Array> {
    const query = new URLSearchParams({ path, max_bytes: String(maxBytes) });
    const response = await this.runner.call("GET", `/file?${query}`, TRANSFER_MS);
    return withDeadline(response.bytes(), TRANSFER_MS, "read");
  }

  async write(path: string, data: Uint8Array): Promise<void> {
    const response = await this.runner.call(
      "PUT",
      `/file?${new URLSearchParams({ path })}`,
      TRANSFER_MS,
      data,
    );
    await response.body?.cancel();
  }

  async list(path: string): Promise<FileEntry[]> {
    return ListAnswer.parse(await this.runner.json("GET", `/list?${new URLSearchParams({ path })}`)).entries;
  }

  async destroy(): Promise<void> {
    await this.runner.json("DELETE", "");
  }
}

const shelfOf = (runner: RunnerClient): Shelf => ({
  keep: async (key, program, took_ms) => {
    const request: KeepRequest = { key, took_ms, program };
    const ms = program.timeoutMs + PACKING_GRACE_MS;
    return Kept.parse(await runner.json("POST", "/keep", request, ms));
  },
  bring: async (key, program) => {
    const request: BringRequest = { key, program };
    const ms = program.timeoutMs + PACKING_GRACE_MS;
    return BringAnswer.parse(await runner.json("POST", "/bring", request, ms)).kept;
  },
});

class RunnerClient {
  private readonly base: string;
  private readonly token: string;
  private readonly fetch: typeof fetch;
  private readonly ready: () => Promise<void>;

  constructor({ url, token, taskId, fetch: send = fetch, ready = async () => {} }: LocalSandboxOptions) {
    this.base = `${url}/tasks/${encodeURIComponent(taskId)}`;
    this.token = token;
    this.ready = ready;
    // The platform's fetch must not be called as a method.
    this.fetch = (input, init) => send(input, init);
  }

  async json(method: string, path: string, input?: unknown, ms = CALL_MS): Promise<unknown> {
    const body = input === undefined ? undefined : JSON.stringify(input);
    const response = await this.call(method, path, ms, body);
    return withDeadline(response.json(), CALL_MS, `${method} ${path}`);
  }

  /** Answers with the response once it is good; its body is the caller's to read or cancel. */
  async call(method: string, path: string, ms: number, body?: string | Uint8Array): Promise<Response> {
    const headers = { authorization: `Bearer ${this.token}` };
    // Every fetch takes bytes; the types of browsers want to know of which buffer.
    const init = { method, headers, body: body as BodyInit | undefined };
    if (method !== "DELETE") await this.ready();
    const asked = this.fetch(this.base + path, init).catch((error: unknown) => {
      throw new SandboxFailure(
        "transient",
        "RUNNER_UNREACHABLE",
        "the sandbox runner does not answer",
        error,
      );
    });
    const response = await withDeadline(asked, ms, `${method} ${path.split("?", 1).join("")}`);
    if (response.ok) return response;
    const failed = RunnerError.safeParse(await response.json().catch(() => null));
    if (failed.success) throw failure(failed.data);
    throw new SandboxFailure("transient", "RUNNER_ERROR", `the sandbox runner answered ${response.status}`);
  }
}

const failure = ({ error }: RunnerError) => new SandboxFailure(error.kind, error.code, error.message);

/** The lines of a streamed body. A connection that stays silent too long is given up as `transient`. */
async function* lines(response: Response): AsyncGenerator<string, void, undefined> {
  if (!response.body) return;
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await withDeadline(broken(reader.read()), SILENCE_MS, "log");
      if (done) return;
      const parts = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = parts.pop() ?? "";
      yield* parts;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** A connection that breaks says nothing about the process. */
async function broken<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    throw new SandboxFailure(
      "transient",
      "STREAM_BROKEN",
      "the connection to the sandbox runner broke",
      error,
    );
  }
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
