/**
 * The runner on its own: `node sandbox/runner/main.ts`. Reads VERNE_RUNNER_DIR (required), VERNE_RUNNER_PORT,
 * VERNE_RUNNER_TOKEN, VERNE_RUNNER_TOOLS, VERNE_RUNNER_ISOLATION (auto, bubblewrap, uid, none) and
 * VERNE_RUNNER_WORKER_URL; prints one JSON line with url, token, isolation and warning when it is ready; ends with
 * SIGTERM or SIGINT.
 */
import { type RunnerOptions, startRunner } from "./server.ts";

const { env } = process;
const ISOLATIONS = ["auto", "bubblewrap", "uid", "none"] as const;

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
    isolation,
    workerUrl,
    token: env.VERNE_RUNNER_TOKEN,
    toolsDir: env.VERNE_RUNNER_TOOLS,
  };
}

const { url, token, isolation, warning, close } = await startRunner(readOptions());
console.log(JSON.stringify({ url, token, isolation, warning }));
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => void close().then(() => process.exit(0)));
}
