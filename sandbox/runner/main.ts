/**
 * The runner on its own: `node sandbox/runner/main.ts`. Reads VERNE_RUNNER_DIR (required), VERNE_RUNNER_PORT,
 * VERNE_RUNNER_TOKEN, VERNE_RUNNER_TOOLS, VERNE_RUNNER_ISOLATION (auto, bubblewrap, uid, container, none),
 * VERNE_RUNNER_HOST, VERNE_RUNNER_MEMORY_MIB, VERNE_RUNNER_DISK_MIB and VERNE_RUNNER_WORKER_URL; greets with one JSON
 * line when it is ready (`ready`, url, token, isolation, warning); ends with SIGTERM or SIGINT.
 */
import type { Limits } from "./limits.ts";
import { type RunnerOptions, startRunner } from "./server.ts";

const { env } = process;
const ISOLATIONS = ["auto", "bubblewrap", "uid", "container", "none"] as const;

function readOptions(): RunnerOptions {
  const dataDir = env.VERNE_RUNNER_DIR;
  if (!dataDir) throw new Error("VERNE_RUNNER_DIR: is missing");
  const port = Number(env.VERNE_RUNNER_PORT ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error("VERNE_RUNNER_PORT: is not a port");
  const isolation = ISOLATIONS.find((name) => name === (env.VERNE_RUNNER_ISOLATION ?? "auto"));
  if (!isolation) throw new Error(`VERNE_RUNNER_ISOLATION: must be one of ${ISOLATIONS.join(", ")}`);
  const workerUrl = env.VERNE_RUNNER_WORKER_URL;
  return {
    dataDir,
    port,
    host: env.VERNE_RUNNER_HOST,
    limits: {
      ...bytesOf("memoryBytes", "VERNE_RUNNER_MEMORY_MIB"),
      ...bytesOf("diskBytes", "VERNE_RUNNER_DISK_MIB"),
    },
    isolation,
    workerUrl,
    token: env.VERNE_RUNNER_TOKEN,
    toolsDir: env.VERNE_RUNNER_TOOLS,
  };
}

/** A limit of the task where the variable gives one, in MiB. */
function bytesOf(limit: keyof Limits, name: string): Partial<Limits> {
  const text = env[name];
  if (text === undefined) return {};
  const mebibytes = Number(text);
  if (!Number.isInteger(mebibytes) || mebibytes <= 0)
    throw new Error(`${name}: is not a positive number of MiB`);
  return { [limit]: mebibytes * 1_048_576 };
}

const { url, token, isolation, warning, close } = await startRunner(readOptions());
console.log(JSON.stringify({ ready: true, url, token, isolation, warning }));
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => void close().then(() => process.exit(0)));
}
