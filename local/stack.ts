/** The whole product on this machine: the stand-ins, and the real Worker in `wrangler dev`. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Child, startNode } from "./child.ts";
import type { Ports } from "./ports.ts";
import { ROOT } from "./root.ts";
import { readSecrets } from "./secrets.ts";
import { type StandInOptions, type StandIns, startStandIns } from "./stand-ins.ts";

export interface StackOptions extends Omit<StandInOptions, "secrets"> {
  /** Further variables for the Worker. */
  variables?: Record<string, string>;
  /** Every line of the Worker's output. */
  onWorkerLine?: (line: string) => void;
}

export interface Stack {
  /** The one URL. */
  url: string;
  standIns: StandIns;
  /** Resolves if the Worker ends by itself. */
  workerExited: Promise<string>;
  /** Kills the Worker as a power cut would, and starts it again on the same state. For tests. */
  restartWorker(): Promise<void>;
  close(): Promise<void>;
}

const READY_TIMEOUT_MS = 60_000;

/** Resolves when the product answers on its URL, not before. Rejects with the cause, leaving nothing running. */
export async function startStack(options: StackOptions): Promise<Stack> {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const standIns = await startStandIns({ ...options, secrets: readSecrets(options.dir) });
  const url = `http://127.0.0.1:${options.ports.web}`;
  let worker = startWorker(options, standIns);
  const close = async () => {
    await worker.stop();
    await standIns.close();
  };
  try {
    await untilReady(url, standIns.supabase.url, worker);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    url,
    standIns,
    workerExited: worker.exited.then(() => worker.tail()),
    restartWorker: async () => {
      if (worker.process.pid) process.kill(-worker.process.pid, "SIGKILL");
      await worker.exited;
      worker = startWorker(options, standIns);
      await untilReady(url, standIns.supabase.url, worker);
    },
    close,
  };
}

function startWorker(options: StackOptions, standIns: StandIns): Child {
  const variables = { ...standIns.variables, ...options.variables };
  const file = join(options.dir, "worker.env");
  rmSync(file, { force: true });
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${quote(value)}`);
  writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600 });
  const args = [
    join(ROOT, "node_modules/wrangler/bin/wrangler.js"),
    "dev",
    ...["--ip", "127.0.0.1", "--port", String(options.ports.web), "--inspector-port", "0"],
    ...["--persist-to", join(options.dir, "worker"), "--env-file", file],
    "--show-interactive-dev-session=false",
    "--enable-containers=false",
    "--log-level=warn",
  ];
  return startNode(args, {
    cwd: ROOT,
    env: {
      ...process.env,
      WRANGLER_SEND_METRICS: "false",
      CLOUDFLARE_CF_FETCH_ENABLED: "false",
      CI: "1",
      NO_COLOR: "1",
    },
    onLine: (line) => options.onWorkerLine?.(line),
  });
}

/** Values of an env file: single quotes keep everything as it is. */
function quote(value: string): string {
  if (!value.includes("'")) return `'${value}'`;
  if (!value.includes("`")) return `\`${value}\``;
  throw new Error("a variable of the Worker holds both kinds of quotes");
}

/** API, web app and sign-in must all answer. */
async function untilReady(url: string, supabaseUrl: string, worker: Child): Promise<void> {
  const probes = [`${url}/api/health`, `${url}/`, `${supabaseUrl}/auth/v1/.well-known/jwks.json`];
  const end = Date.now() + READY_TIMEOUT_MS;
  let exit: string | null = null;
  void worker.exited.then(() => {
    exit = worker.tail();
  });
  for (;;) {
    if (exit !== null) throw new Error(`The Worker ended while starting:\n${exit}`);
    const answers = await Promise.all(probes.map(answers200));
    if (answers.every(Boolean)) return;
    if (Date.now() > end) {
      const silent = probes.filter((_, index) => !answers[index]).join(", ");
      throw new Error(
        `Not ready after ${READY_TIMEOUT_MS / 1000} s; no answer from ${silent}\n${worker.tail()}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function answers200(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

export type { Ports };
