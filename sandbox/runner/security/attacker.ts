/** What an attack needs: a runner, and a task on it that runs what it likes. For tests alone. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Runner, type RunnerOptions, startRunner } from "../server.ts";

export interface Result {
  stdout: string;
  stderr: string;
  exitCode: number | null;
}

interface Options {
  env?: Record<string, string>;
  cwd?: string;
  timeoutMs?: number;
}

/** One task of one runner. */
export class Attacker {
  /** The task's folder, as the task sees it. */
  readonly root: string;
  private readonly base: string;
  private readonly headers: Record<string, string>;

  private constructor(root: string, base: string, token: string) {
    this.root = root;
    this.base = base;
    this.headers = { authorization: `Bearer ${token}` };
  }

  static async open(runner: Runner, taskId: string): Promise<Attacker> {
    const base = `${runner.url}/tasks/${taskId}`;
    const response = await fetch(base, { headers: { authorization: `Bearer ${runner.token}` } });
    // The runner's own answer.
    const { root } = (await response.json()) as { root: string };
    return new Attacker(root, base, runner.token);
  }

  /** Starts a program and answers its id. Throws an Error with the code of the runner's refusal. */
  async start(
    argv: readonly string[],
    { env, cwd = this.root, timeoutMs = 30_000 }: Options = {},
  ): Promise<string> {
    const response = await fetch(`${this.base}/processes`, {
      method: "POST",
      headers: this.headers,
      body: JSON.stringify({ argv, cwd, env, timeoutMs }),
    });
    const { id, error } = (await response.json()) as { id?: string; error?: { code: string } };
    if (id === undefined) throw new Error(error?.code);
    return id;
  }

  /** Follows a process to its end. */
  async end(id: string): Promise<Result> {
    const response = await fetch(`${this.base}/processes/${id}/log`, { headers: this.headers });
    const result: Result = { stdout: "", stderr: "", exitCode: null };
    for (const line of (await response.text()).trim().split("\n")) {
      const event = JSON.parse(line) as { type: string; data?: string; code?: number | null };
      if (event.type === "stdout" || event.type === "stderr")
        result[event.type] += Buffer.from(event.data ?? "", "base64").toString("utf8");
      if (event.type === "exit") result.exitCode = event.code ?? null;
    }
    return result;
  }

  /** Runs a shell script to its end. */
  async sh(script: string, options: Options = {}): Promise<Result> {
    return this.end(await this.start(["/bin/sh", "-c", script], options));
  }

  async kill(id: string, signal = 9): Promise<void> {
    await fetch(`${this.base}/processes/${id}/kill`, {
      method: "POST",
      headers: this.headers,
      body: JSON.stringify({ signal }),
    });
  }
}

/** Runners in a folder of their own that goes with them. */
export class Battlefield {
  readonly folder: string;
  private readonly runners: Runner[] = [];

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(): Promise<Battlefield> {
    return new Battlefield(await mkdtemp(join(tmpdir(), "verne-security-")));
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

  async clear(): Promise<void> {
    for (const runner of this.runners.splice(0)) await runner.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Why bubblewrap cannot be tried on this machine, or null. */
export async function bubblewrapRefusal(): Promise<string | null> {
  const field = await Battlefield.make();
  try {
    await field.runner({ isolation: "bubblewrap" });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await field.clear();
  }
}
