import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Kept, Note, PackingProgram, StartRequest } from "../../worker/protocol/runner.ts";
import { isATool, stageOptions } from "./bubblewrap.ts";
import { findProgram, taskEnvironment } from "./environment.ts";
import { errnoOf, processGone, RunnerFailure } from "./failure.ts";
import { givesUsers, isUser } from "./isolation.ts";
import { bringKept, type ConfinedProgram, keepInstalled } from "./kept/packing.ts";
import type { Excess } from "./limits.ts";
import type { Machine } from "./machine.ts";
import { CLOSED } from "./network/policy.ts";
import type { Denial } from "./network/proxy.ts";
import { TaskNetworks } from "./network/task-networks.ts";
import { closeLink, openLink } from "./pipes.ts";
import { containerDirectories, Places } from "./places.ts";
import { type LogEntry, limitsFor, ProcessLog } from "./process-log.ts";
import { killUser } from "./reap.ts";
import {
  makeTaskDirectories,
  removeTaskDirectories,
  type TaskDirectories,
  taskDirectories,
} from "./sandbox-directory.ts";
import type { Slice } from "./slices.ts";
import { realTaskDirectory, type TaskRoot } from "./task-files.ts";
import { type Launch, TaskProcess } from "./task-process.ts";
import { platformGroup, type TaskUsers } from "./task-users.ts";
import { Watchdog } from "./watchdog.ts";

interface Entry {
  log: ProcessLog;
  /** Null for a process of an earlier runner. */
  process: TaskProcess | null;
  scope: string;
}

/** Finished processes whose logs are kept, per task. */
const MAX_FINISHED = 256;

/** The processes of one task. Owns the task's directory, its networks and its watchdog. */
export class TaskSandbox {
  /** Where its files are. */
  readonly root: TaskRoot;
  readonly places: Places;
  private readonly machine: Machine;
  private readonly networks: TaskNetworks | null;
  private readonly watchdog: Watchdog;
  private readonly slice: Slice | null;
  private readonly entries = new Map<string, Entry>();
  private readonly keys = new Map<string, Promise<string>>();
  private readonly launching = new Set<Promise<void>>();
  /** Resolves when nothing is packed or unpacked any more. */
  private packing: Promise<unknown> = Promise.resolve();
  private packer: TaskProcess | null = null;
  private stopped = false;

  private constructor(
    directories: TaskDirectories,
    machine: Machine,
    { uid, slice }: { uid: number | null; slice: Slice | null },
  ) {
    const { isolation } = machine;
    this.machine = machine;
    this.slice = slice;
    this.places = new Places(directories, isolation.kind === "bubblewrap");
    this.root = { inside: this.places.inside.root, host: directories.work, uid };
    this.networks =
      isolation.kind === "bubblewrap"
        ? new TaskNetworks(
            isolation.tools,
            stageOptions(isolation.visible, directories),
            machine.network,
            (scope, denial) => this.denied(scope, denial),
          )
        : null;
    this.watchdog = new Watchdog({
      roots: () => this.running().flatMap(({ process }) => process.outerPid),
      // A user of the task alone; the runner's own has other processes.
      uid,
      directories,
      limits: machine.limits,
      hit: async () => (await slice?.hit()) ?? null,
      onExcess: (excess) => this.exceeded(excess),
    });
  }

  /** Opens a task's sandbox, making its directories, or finding the logs that an earlier runner left there. */
  static async open(taskId: string, machine: Machine, users: TaskUsers): Promise<TaskSandbox> {
    const { dataDir, isolation, only, workPlace } = machine;
    const directories = only
      ? containerDirectories(dataDir, taskId, only.places)
      : taskDirectories(dataDir, taskId, workPlace);
    const uid = only?.uid ?? (givesUsers(isolation) ? await users.of(directories) : null);
    const slice = (await machine.slices?.open(taskId).catch(watchedOnly)) ?? null;
    const sandbox = new TaskSandbox(directories, machine, { uid, slice });
    const gid = uid !== null && isUser(isolation) ? platformGroup(uid) : null;
    await makeTaskDirectories(directories, { uid, gid });
    for (const id of await readdir(directories.processes)) {
      const directory = join(directories.processes, id);
      sandbox.entries.set(id, { log: ProcessLog.reopen(directory), process: null, scope: "" });
      const key = await readFile(join(directory, "key"), "utf8").catch(() => null);
      if (key !== null) sandbox.keys.set(key, Promise.resolve(id));
    }
    return sandbox;
  }

  /**
   * Starts a process and returns its id. The same key gives the same process, running, ended or lost. `source` is the
   * sandbox of the program that `input` names.
   */
  async start(request: StartRequest, source?: TaskSandbox): Promise<string> {
    const { key } = request;
    const known = key === undefined ? undefined : this.keys.get(key);
    if (known) return known;
    const started = this.launchWithInput(request, source);
    const settled = started.then(
      () => {},
      // A process that did not start may be started again under its key.
      () => void (key !== undefined && this.keys.delete(key)),
    );
    this.launching.add(settled);
    void settled.then(() => this.launching.delete(settled));
    if (key !== undefined) this.keys.set(key, started);
    return started;
  }

  /** Ends with the exit entry. Throws PROCESS_GONE, also after the last entry of a process that was lost. */
  async *follow(
    id: string,
    since: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<LogEntry, void, undefined> {
    const entry = this.entries.get(id);
    if (!entry) throw processGone(id);
    for await (const item of entry.log.read(since, signal)) {
      yield item;
      if (item.type === "exit") return;
    }
    if (!signal.aborted) throw processGone(id);
  }

  /** Throws PROCESS_GONE for an id that is not known here; nothing happens when the process has ended. */
  async kill(id: string, signal: number): Promise<void> {
    const entry = this.entries.get(id);
    if (!entry) throw processGone(id);
    await entry.process?.kill(signal);
  }

  /** Stores what the program packs. Throws NOT_KEPT. */
  keep(key: string, program: PackingProgram, tookMs: number): Promise<Kept> {
    return this.alone(() => keepInstalled(this.machine, this.confined(program), { key, tookMs }));
  }

  /** Unpacks what is kept by the program; null for nothing. Throws NOT_BROUGHT. */
  bring(key: string, program: PackingProgram): Promise<Kept | null> {
    return this.alone(() => bringKept(this.machine, this.confined(program), key));
  }

  /** Whatever is started meanwhile waits, also when the caller has given up: it would be packed, or disturb. */
  private alone<T>(act: () => Promise<T>): Promise<T> {
    const done = this.packing.then(act);
    this.packing = done.catch(() => {});
    return done;
  }

  /** Ends every process and waits until all are gone. They count as lost: none of them ended by itself. */
  async stop(): Promise<void> {
    this.stopped = true;
    // Others wait for its end.
    await this.packer?.kill(9);
    await Promise.all(this.launching);
    for (const entry of this.entries.values()) entry.log.close();
    const running = [...this.entries.values()].flatMap((entry) => entry.process ?? []);
    await Promise.all(running.map((process) => process.kill(9)));
    await Promise.all(running.map((process) => process.ended));
    // What left its group and cleared its environment still has the task's user.
    const { isolation } = this.machine;
    if (isUser(isolation) && this.root.uid !== null)
      await killUser({ setpriv: isolation.setpriv, uid: this.root.uid });
    await this.slice?.end();
    await this.networks?.close();
  }

  async destroy(): Promise<void> {
    await this.stop();
    this.entries.clear();
    await removeTaskDirectories(this.places.outside);
  }

  private running(): { process: TaskProcess; log: ProcessLog; scope: string }[] {
    return [...this.entries.values()].flatMap(({ process, log, scope }) =>
      process?.running ? [{ process, log, scope }] : [],
    );
  }

  /** Which process of a network made the connection is unknown; the note goes to the one that started last. */
  private denied(scope: string, denial: Denial): void {
    const asked = this.running().findLast((entry) => entry.scope === scope);
    asked?.log.note({ type: "denied", ...denial });
  }

  private async exceeded(excess: Excess): Promise<void> {
    const note: Note = { type: "limit", ...excess };
    const running = this.running();
    for (const { log } of running) log.note(note);
    await Promise.all(running.map(({ process }) => process.kill(9)));
  }

  /** Where on the host the file is that a command sees at this path. */
  private seenAt(path: string): string {
    const { isolation } = this.machine;
    // The tools lie over the task's own folders: a checkout of Verne below /tmp, say.
    if (isolation.kind === "bubblewrap" && isATool(isolation.visible, path)) return path;
    return this.places.onHost(path);
  }

  /** The program whose output is read belongs to its own sandbox, and ends with its reader. */
  private async launchWithInput(request: StartRequest, source: TaskSandbox | undefined): Promise<string> {
    const { input, timeoutMs } = request;
    await this.packing;
    if (input === undefined || source === undefined) return this.launch(request);
    const link = await openLink();
    try {
      const { argv, cwd, env, platform } = input;
      await source.launch({ argv, cwd, env, platform, timeoutMs }, { stdoutFd: link.write });
      return await this.launch(request, { stdinFd: link.read });
    } finally {
      closeLink(link);
    }
  }

  /** Like every program of this sandbox, but for its input or output. */
  private confined(program: PackingProgram): ConfinedProgram {
    return async (streams) => {
      const id = await this.launch(program, streams);
      this.packer = this.entries.get(id)?.process ?? null;
      return { ended: this.exitCode(id) };
    };
  }

  /** Null for one that was ended by force, or lost. Never rejects. */
  private async exitCode(id: string): Promise<number | null> {
    try {
      for await (const item of this.follow(id, undefined, new AbortController().signal))
        if (item.type === "exit") return item.timedOut ? null : item.code;
    } catch {
      // Lost with its sandbox.
    }
    return null;
  }

  private async launch(
    request: StartRequest,
    streams: Pick<Launch, "stdinFd" | "stdoutFd"> = {},
  ): Promise<string> {
    const { places, root } = this;
    const cwd = await this.workingDirectory(request.cwd);
    const id = randomUUID();
    const environment = taskEnvironment(this.machine.paths, places.inside, id, request.env ?? {});
    const [name, ...args] = request.argv;
    const program = findProgram(name, environment.PATH ?? "", cwd, (path) => this.seenAt(path));
    if (!program) throw new RunnerFailure("permanent", "PROCESS_SPAWN_FAILED", `${name}: no such program`);
    const policy = request.network ?? CLOSED;
    const namespace = (await this.networks?.of(policy)) ?? null;
    const directory = join(places.outside.processes, id);
    await mkdir(directory, { mode: 0o700 });
    const log = ProcessLog.create(directory, limitsFor(request.keepBytes));
    try {
      if (request.key !== undefined) await writeFile(join(directory, "key"), request.key);
      if (this.stopped)
        throw new RunnerFailure("lost", "SANDBOX_GONE", "the sandbox was stopped or destroyed");
      const { uid } = root;
      const { slice } = this;
      const { timeoutMs, platform } = request;
      const argv = [program, ...args] as const;
      const launch = { id, argv, cwd, environment, timeoutMs, places, uid, namespace, slice, platform };
      const process = await TaskProcess.launch({ ...launch, ...streams }, this.machine, log);
      this.entries.set(id, { log, process, scope: policy.scope });
      this.watchdog.wake();
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
    await this.dropOldest();
    return id;
  }

  private async workingDirectory(cwd: string): Promise<string> {
    try {
      return await realTaskDirectory(this.root, cwd);
    } catch (error) {
      if (!(error instanceof RunnerFailure) || error.code !== "FILE_NOT_FOUND") throw error;
      // The workspace is not as the caller left it.
      throw new RunnerFailure("lost", "CWD_NOT_FOUND", `cwd: ${cwd} does not exist`, 404);
    }
  }

  private async dropOldest(): Promise<void> {
    for (const [id, entry] of this.entries) {
      if (this.entries.size <= MAX_FINISHED) return;
      if (entry.process?.running) continue;
      this.entries.delete(id);
      await rm(join(this.places.outside.processes, id), { recursive: true, force: true });
    }
  }
}

/** The limits of a task whose control group is refused are watched, as where there are none. */
function watchedOnly(error: unknown): null {
  console.warn("a task has no control group", error);
  return null;
}

/** Ids of the processes that an earlier runner knew in this task; what is left of them is to be killed. */
export async function recordedProcesses(task: TaskDirectories): Promise<string[]> {
  return readdir(task.processes).catch((error) => (errnoOf(error) === "ENOENT" ? [] : Promise.reject(error)));
}
