import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildAll } from "../build.ts";
import { ROOT } from "../root.ts";
import { WORKER_MODULE } from "../worker/bundle.ts";
import { ENVIRONMENTS, namesOf, wranglerConfig, wranglerEnv } from "./environments.ts";

/** Names a thing in the account, so that two environments must not share it. */
const NAMES = new Set(["queue", "dead_letter_queue", "bucket_name", "namespace_id", "dataset"]);
/** May differ: a second installation is smaller. */
const SIZES = new Set(["max_instances"]);
/** Sections that wrangler does not hand down to an environment. */
const SECTIONS = [
  "durable_objects",
  "containers",
  "queues",
  "r2_buckets",
  "ratelimits",
  "analytics_engine_datasets",
  "kv_namespaces",
  "services",
  "d1_databases",
  "vars",
] as const;

/** Each leaf by its path; of what names something, only that it does. */
function shape(value: unknown, path: string): string[] {
  if (typeof value !== "object" || value === null) {
    const key = path.split(".").at(-1) ?? "";
    if (SIZES.has(key)) return [];
    const name = NAMES.has(key) || /^containers\.\d+\.name$/.test(path);
    return [`${path} = ${name ? "a name" : JSON.stringify(value)}`];
  }
  return Object.entries(value).flatMap(([key, inner]) => shape(inner, `${path}.${key}`));
}

describe("the environments of wrangler.toml", () => {
  const [production, staging] = [wranglerConfig("production"), wranglerConfig("staging")];

  it.each(SECTIONS)("have the same %s, under names of their own", (section) => {
    expect(shape(staging[section], section)).toEqual(shape(production[section], section));
  });

  it("share no name", () => {
    const [one, other] = [namesOf("production"), namesOf("staging")];
    for (const names of [one, other]) {
      expect(names.queues.length).toBeGreaterThanOrEqual(2);
      expect(names.buckets.length).toBeGreaterThanOrEqual(1);
      // worker/queue.ts knows the dead letters by it.
      expect(names.queues.filter((queue) => queue.endsWith("-dead"))).toHaveLength(1);
    }
    const all = [one.worker, other.worker, ...one.queues, ...other.queues, ...one.buckets, ...other.buckets];
    expect(new Set(all).size).toBe(all.length);
    const namespaces = [...production.ratelimits, ...staging.ratelimits].map((limit) => limit.namespace_id);
    expect(new Set(namespaces).size).toBe(namespaces.length);
    expect(staging.keep_vars).toBe(true);
    expect(staging.triggers).toEqual(production.triggers);
  });
});

describe("wrangler deploy --dry-run", () => {
  const dir = mkdtempSync(join(tmpdir(), "verne-dry-run-"));
  beforeAll(buildAll);
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it.each(ENVIRONMENTS)("takes %s without a warning", async (environment) => {
    const wrangler = join(ROOT, "node_modules/wrangler/bin/wrangler.js");
    // It was bundled above, from the same configuration.
    const args = ["deploy", WORKER_MODULE, "--no-bundle", "--dry-run", "--containers-rollout=none"];
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [wrangler, ...args, "--outdir", dir, `--env=${wranglerEnv(environment)}`],
      { cwd: ROOT, env: { ...process.env, WRANGLER_SEND_METRICS: "false", CI: "1", NO_COLOR: "1" } },
    );
    expect(stderr).not.toMatch(/warning|error/i);
    const { queues, buckets } = namesOf(environment);
    for (const name of [queues[0], ...buckets]) expect(stdout).toContain(`(${name})`);
    expect(stdout).toContain("exiting now");
  });
});
