/** What an attack needs: a runner, and a task on it that runs what it likes. For tests alone. */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  LogLine,
  type NetworkPolicy,
  RunnerError,
  StartAnswer,
  TaskDescription,
} from "../../../worker/protocol/runner.ts";
import type { Isolation } from "../isolation.ts";
import { type Runner, type RunnerOptions, startRunner } from "../server.ts";

export interface Result {
  stdout: string;
  stderr: string;
  exitCode: number | null;
  /** Connections that the policy refused. */
  denied: { host: string; port: number; rule: string }[];
  /** Limits that ended it. */
  limits: string[];
}

interface Options {
  env?: Record<string, string>;
  cwd?: string;
  timeoutMs?: number;
  network?: NetworkPolicy;
  /** As a program of the platform. */
  platform?: boolean;
}

/** One task of one runner. */
export class Attacker {
  /** The task's folder, as the task sees it. */
  readonly root: string;
  /** The platform's folder. */
  readonly platform: string;
  private readonly base: string;
  private readonly headers: Record<string, string>;

  private constructor({ root, platform }: TaskDescription, base: string, token: string) {
    this.root = root;
    this.platform = platform;
    this.base = base;
    this.headers = { authorization: `Bearer ${token}` };
  }

  static async open(runner: Runner, taskId: string): Promise<Attacker> {
    const base = `${runner.url}/tasks/${taskId}`;
    const response = await fetch(base, { headers: { authorization: `Bearer ${runner.token}` } });
    return new Attacker(TaskDescription.parse(await response.json()), base, runner.token);
  }

  /** Starts a program and answers its id. Throws an Error with the code of the runner's refusal. */
  async start(
    argv: readonly string[],
    { env, cwd = this.root, timeoutMs = 30_000, network, platform }: Options = {},
  ): Promise<string> {
    const response = await fetch(`${this.base}/processes`, {
      method: "POST",
      headers: this.headers,
      body: JSON.stringify({ argv, cwd, env, timeoutMs, network, platform }),
    });
    if (!response.ok) throw new Error(RunnerError.parse(await response.json()).error.code);
    return StartAnswer.parse(await response.json()).id;
  }

  /** Follows a process to its end. */
  async end(id: string): Promise<Result> {
    const response = await fetch(`${this.base}/processes/${id}/log`, { headers: this.headers });
    const result: Result = { stdout: "", stderr: "", exitCode: null, denied: [], limits: [] };
    for (const line of (await response.text()).trim().split("\n")) {
      const event = LogLine.parse(JSON.parse(line));
      if (event.type === "stdout" || event.type === "stderr")
        result[event.type] += Buffer.from(event.data, "base64").toString("utf8");
      if (event.type === "denied") {
        const { host, port, rule } = event;
        result.denied.push({ host, port, rule });
      }
      if (event.type === "limit") result.limits.push(event.limit);
      if (event.type === "exit") result.exitCode = event.code;
    }
    return result;
  }

  /** Waits until a process has written something. */
  async firstOutput(id: string): Promise<void> {
    const response = await fetch(`${this.base}/processes/${id}/log`, { headers: this.headers });
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
  }

  /** Runs a shell script to its end. */
  async sh(script: string, options: Options = {}): Promise<Result> {
    return this.end(await this.start(["/bin/sh", "-c", script], options));
  }

  async destroy(): Promise<void> {
    await fetch(this.base, { method: "DELETE", headers: this.headers });
  }

  async kill(id: string, signal = 9): Promise<void> {
    await fetch(`${this.base}/processes/${id}/kill`, {
      method: "POST",
      headers: this.headers,
      body: JSON.stringify({ signal }),
    });
  }
}

/** Runners in a temporary folder, which is removed with them. */
export class TestRunners {
  readonly folder: string;
  private readonly runners: Runner[] = [];

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(): Promise<TestRunners> {
    const folder = await mkdtemp(join(tmpdir(), "verne-security-"));
    // Users of tasks have to get to their folder.
    await chmod(folder, 0o755);
    return new TestRunners(folder);
  }

  async runner(options: Partial<RunnerOptions> & Pick<RunnerOptions, "isolation">): Promise<Runner> {
    const dataDir = join(this.folder, `data-${this.runners.length}`);
    const runner = await startRunner({ dataDir, ...options });
    this.runners.push(runner);
    return runner;
  }

  attacker(runner: Runner, taskId = "attacker"): Promise<Attacker> {
    return Attacker.open(runner, taskId);
  }

  /** The first runner that was started. */
  get only(): Runner {
    const [runner] = this.runners;
    if (!runner) throw new Error("no runner was started");
    return runner;
  }

  async clear(): Promise<void> {
    for (const runner of this.runners.splice(0)) await runner.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Why a level cannot be tried on this machine, or null. */
export async function levelRefusal(isolation: Isolation["kind"]): Promise<string | null> {
  const field = await TestRunners.make();
  try {
    await field.runner({ isolation });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await field.clear();
  }
}
