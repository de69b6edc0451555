/**
 * The Worker in a process of its own. Reads one JSON object from its standard input (see `WorkerOptions`), prints
 * `ready` once it listens, and ends with SIGTERM or when its parent does.
 *
 * Miniflare itself instead of `wrangler dev`, which also opens a debugger, and pages under `/cdn-cgi/` that read and
 * write every object's storage without authentication, also to code of a task. Here there are none.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import {
  HttpOptions_Style,
  convertV4MiniflareOptions as inCurrentForm,
  Log,
  LogLevel,
  Miniflare,
  type V4DurableObject,
  type V4WorkerOptions,
} from "miniflare";
import { unstable_getMiniflareWorkerOptions as configured } from "wrangler";
import { z } from "zod";
import { BETWEEN_MODULE, FAULTY_QUEUE_ENTRYPOINT } from "../chaos/between.ts";
import { WORKER_MODULE } from "./bundle.ts";

const WorkerOptions = z.object({
  port: z.int().min(1).max(65_535),
  /** Where objects, queue and bucket are kept. */
  persistDir: z.string(),
  configFile: z.string(),
  /**
   * Suffix of the names of the buckets. Miniflare serves every object of a bucket without authentication to a client
   * that knows its name and key, and has no option against it.
   */
  bucketSuffix: z.string().min(32),
  variables: z.record(z.string(), z.string()),
  /** Only for `npm run chaos`: what stands between the Worker and its neighbours and queue. */
  harm: z
    .object({
      /** `host:port` of a forward proxy for everything that the Worker fetches. */
      proxy: z.string(),
      queue: z.object({ seed: z.number(), scale: z.number() }),
    })
    .optional(),
  /** Real containers, of this image, for the sandboxes of tasks; none without it. */
  containers: z.object({ image: z.string().min(1) }).optional(),
});
export type WorkerOptions = z.infer<typeof WorkerOptions>;

const BETWEEN = "between";

const options = WorkerOptions.parse(JSON.parse(await text(process.stdin)));
const { workerOptions } = configured(options.configFile, undefined, {
  overrides: { enableContainers: false },
});

const worker = new Miniflare(
  inCurrentForm({
    host: "127.0.0.1",
    port: options.port,
    log: new Log(LogLevel.WARN),
    // It would look up where this machine is.
    cf: false,
    ...(options.containers && { containerEngine: process.env.DOCKER_HOST ?? "unix:///var/run/docker.sock" }),
    resourcePersistencePath: join(options.persistDir, "v3"),
    workers: [
      {
        ...workerOptions,
        name: "verne",
        modules: [{ type: "ESModule", path: WORKER_MODULE, contents: readFileSync(WORKER_MODULE) }],
        durableObjects: withContainers(workerOptions.durableObjects),
        r2Buckets: withSuffix(workerOptions.r2Buckets),
        bindings: Object.assign({}, workerOptions.bindings, options.variables),
        ...harmed(options.harm),
      },
      ...between(options.harm),
    ],
  }),
);

/** Without harm an empty piece, and no further Worker. */
function harmed(harm: WorkerOptions["harm"]) {
  if (!harm) return {};
  const { STEPS: _, ...queueProducers } = z
    .record(z.string(), z.looseObject({ queueName: z.string() }))
    .parse(workerOptions.queueProducers ?? {});
  return {
    outboundService: BETWEEN,
    queueProducers,
    serviceBindings: { STEPS: { name: BETWEEN, entrypoint: FAULTY_QUEUE_ENTRYPOINT } },
  };
}

function between(harm: WorkerOptions["harm"]): V4WorkerOptions[] {
  if (!harm) return [];
  const proxy = { external: { address: harm.proxy, http: { style: HttpOptions_Style.HOST } } };
  return [
    {
      name: BETWEEN,
      compatibilityDate: z.string().parse(workerOptions.compatibilityDate),
      modules: [{ type: "ESModule", path: "between.js", contents: BETWEEN_MODULE }],
      queueProducers: { QUEUE: { queueName: "verne-steps" } },
      serviceBindings: { PROXY: proxy },
      bindings: { FAULTS: harm.queue },
    },
  ];
}

function withContainers(objects: unknown): Record<string, V4DurableObject> {
  const known = z.record(z.string(), z.looseObject({ className: z.string() })).parse(objects ?? {});
  const { containers } = options;
  if (!containers) return known;
  const sandbox = known.SANDBOX ?? { className: "SandboxObject" };
  return {
    ...known,
    SANDBOX: { ...sandbox, container: { images: [{ name: "sandbox", image: containers.image }] } },
  };
}

function withSuffix(buckets: unknown): Record<string, { id: string }> {
  const known = z.record(z.string(), z.object({ id: z.string() })).parse(buckets ?? {});
  return Object.fromEntries(
    Object.entries(known).map(([name, { id }]) => [name, { id: `${id}-${options.bucketSuffix}` }]),
  );
}

for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const)
  process.once(signal, () => void worker.dispose().finally(() => process.exit(0)));
await worker.ready;
console.log("ready");

/** Miniflare does not run `[triggers]` by itself. */
const SCHEDULE_MS = 30 * 60_000;
/** Many a start lasts no half hour. */
const FIRST_MS = 60_000;
const keepTime = () => {
  const run = worker.getWorker("verne").then((verne) => verne.scheduled({ cron: "local" }));
  run.catch((error: unknown) => console.error("the clean-up of storage failed", error));
};
setTimeout(keepTime, FIRST_MS).unref();
setInterval(keepTime, SCHEDULE_MS).unref();
