import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TaskDirectories } from "./bubblewrap.ts";
import { findProgram, type MachinePaths, taskEnvironment } from "./environment.ts";
import { errnoOf, processGone, RunnerFailure } from "./failure.ts";
import type { Isolation } from "./isolation.ts";
import { type LogEntry, limitsFor, ProcessLog } from "./process-log.ts";
import { makeTaskDirectories, removeTaskDirectories } from "./sandbox-directory.ts";
import { realTaskDirectory } from "./task-files.ts";
import { TaskProcess } from "./task-process.ts";

export interface StartRequest {
  argv: readonly [string, ...string[]];
  cwd: string;
  env: Record<string, string>;
  timeoutMs: number;
  keepBytes: number | undefined;
  key: string | undefined;
}

interface Entry {
  log: ProcessLog;
  /** Null for a process of an earlier runner. */
  process: TaskProcess | null;
}

/** Finished processes whose logs are kept, per task. */
const MAX_FINISHED = 256;

/** The processes of one task. Owns the task's directory. */
export class TaskSandbox {
  readonly directories: TaskDirectories;
  private readonly machine: MachinePaths;
  private readonly isolation: Isolation;
  private readonly entries = new Map<string, Entry>();
  private readonly keys = new Map<string, Promise<string>>();
  private readonly launching = new Set<Promise<void>>();
  private stopped = false;

  private constructor(directories: TaskDirectories, machine: MachinePaths, isolation: Isolation) {
    this.directories = directories;
    this.machine = machine;
    this.isolation = isolation;
  }

  /** Opens a task's sandbox, making its directories, or finding the logs that an earlier runner left there. */
  static async open(
    directories: TaskDirectories,
    machine: MachinePaths,
    isolation: Isolation,
  ): Promise<TaskSandbox> {
    const sandbox = new TaskSandbox(directories, machine, isolation);
    await makeTaskDirectories(directories);
    for (const id of await readdir(directories.processes)) {
      const directory = join(directories.processes, id);
      sandbox.entries.set(id, { log: ProcessLog.reopen(directory), process: null });
      const key = await readFile(join(directory, "key"), "utf8").catch(() => null);
      if (key !== null) sandbox.keys.set(key, Promise.resolve(id));
    }
    return sandbox;
  }

  /** Starts a process and returns its id. The same key gives the same process, running, ended or lost. */
  async start(request: StartRequest): Promise<string> {
    const { key } = request;
    const known = key === undefined ? undefined : this.keys.get(key);
    if (known) return known;
    const started = this.launch(request);
    const settled = started.then(
      () => {},
      // A process that never came to be may be started again under its key.
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

  /** Ends every process and waits until all are gone. They count as lost: none of them ended by itself. */
  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.launching);
    for (const entry of this.entries.values()) entry.log.close();
    const running = [...this.entries.values()].flatMap((entry) => entry.process ?? []);
    await Promise.all(running.map((process) => process.kill(9)));
    await Promise.all(running.map((process) => process.ended));
  }

  async destroy(): Promise<void> {
    await this.stop();
    this.entries.clear();
    await removeTaskDirectories(this.directories);
  }

  private async launch(request: StartRequest): Promise<string> {
    const { directories: task } = this;
    const cwd = await this.workingDirectory(request.cwd);
    const id = randomUUID();
    const environment = taskEnvironment(this.machine, task, id, request.env);
    const [name, ...args] = request.argv;
    const program = findProgram(name, environment.PATH ?? "", cwd);
    if (!program) throw new RunnerFailure("permanent", "PROCESS_SPAWN_FAILED", `${name}: no such program`);
    const directory = join(task.processes, id);
    await mkdir(directory, { mode: 0o700 });
    const log = ProcessLog.create(directory, limitsFor(request.keepBytes));
    try {
      if (request.key !== undefined) await writeFile(join(directory, "key"), request.key);
      if (this.stopped)
        throw new RunnerFailure("lost", "SANDBOX_GONE", "the sandbox was stopped or destroyed");
      const { timeoutMs } = request;
      const launch = { id, argv: [program, ...args] as const, cwd, environment, timeoutMs, task, directory };
      this.entries.set(id, { log, process: await TaskProcess.launch(launch, this.isolation, log) });
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
    await this.dropOldest();
    return id;
  }

  private async workingDirectory(cwd: string): Promise<string> {
    try {
      return await realTaskDirectory(this.directories.work, cwd);
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
      await rm(join(this.directories.processes, id), { recursive: true, force: true });
    }
  }
}

/** Ids of the processes that an earlier runner knew in this task; what is left of them is to be killed. */
export async function recordedProcesses(task: TaskDirectories): Promise<string[]> {
  return readdir(task.processes).catch((error) => (errnoOf(error) === "ENOENT" ? [] : Promise.reject(error)));
}
