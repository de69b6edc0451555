/** The sandbox runner in a process of its own, which can be killed and started again on the same port and folder. */
import { join } from "node:path";
import { type Child, startService } from "../child.ts";
import { ROOT } from "../root.ts";

export interface RunnerProcess {
  readonly isolation: string;
  /** Kills it as a power cut would, and resolves once another one answers. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface RunnerProcessOptions {
  dir: string;
  port: number;
  token: string;
  workerUrl: string;
}

export async function startRunnerProcess(options: RunnerProcessOptions): Promise<RunnerProcess> {
  let { child, isolation } = await start(options);
  return {
    isolation,
    restart: async () => {
      if (child.process.pid) process.kill(-child.process.pid, "SIGKILL");
      await child.exited;
      ({ child, isolation } = await start(options));
    },
    stop: () => child.stop(),
  };
}

async function start({
  dir,
  port,
  token,
  workerUrl,
}: RunnerProcessOptions): Promise<{ child: Child; isolation: string }> {
  const { child, said } = await startService<{ isolation: string }>([join(ROOT, "sandbox/runner/main.ts")], {
    cwd: ROOT,
    env: {
      ...process.env,
      VERNE_RUNNER_DIR: dir,
      VERNE_RUNNER_PORT: String(port),
      VERNE_RUNNER_TOKEN: token,
      VERNE_RUNNER_WORKER_URL: workerUrl,
      VERNE_RUNNER_TOOLS: join(ROOT, "sandbox/dist"),
    },
    endWithParent: true,
  });
  return { child, isolation: said.isolation };
}
