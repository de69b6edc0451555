/** The whole product on this machine: the stand-ins, and the real Worker in workerd. */
import { createHmac } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { GitHub } from "./github/server.ts";
import { START_FRAGMENT } from "./github/start-code.ts";
import type { Ports } from "./ports.ts";
import type { RealGitHub } from "./real-github/server.ts";
import { ROOT } from "./root.ts";
import { readSecrets, type Secrets } from "./secrets.ts";
import {
  type RealGitHubToken,
  type StandInOptions,
  type StandIns,
  startOnRealGitHub,
  startStandIns,
} from "./stand-ins.ts";
import type { WorkerOptions } from "./worker/main.ts";
import { type SupervisorOptions, superviseWorker } from "./worker/supervisor.ts";

export interface StackOptions extends Omit<StandInOptions, "secrets"> {
  /** Further variables for the Worker. */
  variables?: Record<string, string>;
  /** Every line of the Worker's output. */
  onWorkerLine?: (line: string) => void;
  /** What became of a Worker that died or hung. */
  say?: (line: string) => void;
  /** For `npm run chaos`. */
  harm?: WorkerOptions["harm"];
  /** Image of real containers for the sandboxes of tasks, in place of the runner on this machine. */
  containers?: string;
  supervision?: Pick<SupervisorOptions, "limits" | "probeEveryMs" | "probeTimeoutMs">;
}

export interface Stack<G extends GitHub | RealGitHub = GitHub> {
  /** The one URL. */
  url: string;
  /** The same for a person who is to sign in: with the code of this start in its fragment. */
  entryUrl: string;
  standIns: StandIns<G>;
  /** Resolves with the reason when a Worker that keeps dying or hanging is not started any more. */
  workerGaveUp: Promise<string>;
  /** The Worker's process, for tests that harm it. */
  workerPid(): number | undefined;
  /** Kills the Worker as a power cut would, and starts it again on the same state. For tests. */
  restartWorker(): Promise<void>;
  close(): Promise<void>;
}

/** No runner on this machine; what leaves a container is judged as in production. */
const IN_CONTAINERS = {
  SANDBOX_RUNNER_URL: "",
  SANDBOX_RUNNER_TOKEN: "",
  SANDBOX_ISOLATION: "",
  SANDBOX_EGRESS: "policy",
};

/** Resolves when the product answers on its URL, not before. Rejects with the cause, leaving nothing running. */
export const startStack = (options: StackOptions): Promise<Stack> =>
  assemble(options, (secrets) => startStandIns({ ...options, secrets }));

/** The same with the real GitHub in place of its stand-in. */
export const startStackOnRealGitHub = (
  options: StackOptions,
  real: RealGitHubToken,
): Promise<Stack<RealGitHub>> =>
  assemble({ ...options, variables: { ...options.variables, REAL_GITHUB: "1" } }, (secrets) =>
    startOnRealGitHub({ ...options, secrets }, real),
  );

async function assemble<G extends GitHub | RealGitHub>(
  options: StackOptions,
  start: (secrets: Secrets) => Promise<StandIns<G>>,
): Promise<Stack<G>> {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const secrets = readSecrets(options.dir);
  const standIns = await start(secrets);
  const url = `http://127.0.0.1:${options.ports.web}`;
  try {
    const worker = await superviseWorker({
      worker: {
        port: options.ports.web,
        persistDir: join(options.dir, "worker"),
        configFile: join(ROOT, "wrangler.toml"),
        bucketSuffix: createHmac("sha256", secrets.capabilitySecret).update("local buckets").digest("hex"),
        harm: options.harm,
        variables: {
          ...standIns.variables,
          ...(options.containers !== undefined && IN_CONTAINERS),
          ...options.variables,
        },
        ...(options.containers !== undefined && { containers: { image: options.containers } }),
      },
      onLine: options.onWorkerLine,
      say: options.say ?? ((line) => console.error(line)),
      // API, web app and sign-in must all answer.
      probes: [`${url}/api/health`, `${url}/`, `${standIns.supabase.url}/auth/v1/.well-known/jwks.json`],
      ...options.supervision,
    });
    return {
      url,
      entryUrl: `${url}/#${START_FRAGMENT}=${standIns.github.startCode}`,
      standIns,
      workerGaveUp: worker.gaveUp,
      workerPid: () => worker.pid,
      restartWorker: () => worker.restart(),
      close: async () => {
        await worker.stop();
        await standIns.close();
      },
    };
  } catch (error) {
    await standIns.close();
    throw error;
  }
}

export type { Ports };
