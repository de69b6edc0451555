/** What wrangler.toml says of one environment: the only place where names of queues, buckets and Workers stand. */
import { join } from "node:path";
import { unstable_readConfig as readWrangler } from "wrangler";
import { z } from "zod";
import { ROOT } from "../root.ts";

export const ENVIRONMENTS = ["production", "staging"] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

export interface Names {
  worker: string;
  queues: string[];
  buckets: string[];
}

/** `--env` of wrangler; production is what stands at the top of the file. */
export const wranglerEnv = (environment: Environment): string =>
  environment === "production" ? "" : environment;

export const CONFIG_FILE = join(ROOT, "wrangler.toml");

/** The part that is read here; the types of wrangler's own answer are not published with it. */
const WranglerConfig = z.looseObject({
  name: z.string().min(1),
  queues: z.object({
    producers: z.array(z.object({ queue: z.string() })).default([]),
    consumers: z
      .array(z.looseObject({ queue: z.string(), dead_letter_queue: z.string().optional() }))
      .default([]),
  }),
  r2_buckets: z.array(z.object({ bucket_name: z.string() })),
  ratelimits: z.array(z.looseObject({ namespace_id: z.string() })),
});

/** Throws where the file lacks what each environment must have. */
export const wranglerConfig = (environment: Environment, file = CONFIG_FILE) =>
  WranglerConfig.parse(readWrangler({ config: file, env: wranglerEnv(environment) }, { hideWarnings: true }));

/** Everything that must be there before a deployment that uses it. */
export function namesOf(environment: Environment, file = CONFIG_FILE): Names {
  const { name, queues, r2_buckets } = wranglerConfig(environment, file);
  const consumed = queues.consumers.flatMap(({ queue, dead_letter_queue }) => [queue, dead_letter_queue]);
  return {
    worker: name,
    queues: [...new Set([...queues.producers.map(({ queue }) => queue), ...consumed])].filter(
      (queue) => queue !== undefined,
    ),
    buckets: [...new Set(r2_buckets.map(({ bucket_name }) => bucket_name))],
  };
}
