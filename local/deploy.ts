/**
 * `npm run deploy`: Verne onto Cloudflare and its schema into Supabase, in order. What is done already is asked from the
 * services, so that it may be run again after anything. docs/deploy.md tells what it needs.
 */
import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { baseImages } from "../sandbox/pin/base-images.ts";
import { byHand } from "./deploy/by-hand.ts";
import { runner } from "./deploy/command.ts";
import { ENVIRONMENTS, namesOf } from "./deploy/environments.ts";
import { execute } from "./deploy/execute.ts";
import { chosen } from "./deploy/step.ts";
import { STEPS } from "./deploy/steps.ts";
import { SECRET_VARIABLES, type Target } from "./deploy/target.ts";
import { fingerprint } from "./fingerprint.ts";
import { ROOT } from "./root.ts";

const DEPLOYED = ["worker", "web", "sandbox", "wrangler.toml", "package-lock.json"];
/** How long a tag of a version may be. */
const TAG_LENGTH = 16;

const { values: options } = parseArgs({
  options: {
    env: { type: "string", default: "production" },
    web: { type: "string", default: "pages" },
    "no-image": { type: "boolean", default: false },
    renew: { type: "boolean", default: false },
    plan: { type: "boolean", default: false },
    skip: { type: "string", default: "" },
  },
});

const made = {
  KEY_RING: () => JSON.stringify({ current: "k1", keys: { k1: randomBytes(32).toString("base64") } }),
  CAPABILITY_SECRET: () => randomBytes(32).toString("base64url"),
};

function oneOf<T extends string>(option: string, value: string, words: readonly T[]): T {
  const found = words.find((word) => word === value);
  if (found === undefined) throw new Error(`--${option} is ${words.join(" or ")}`);
  return found;
}

async function main(): Promise<boolean> {
  const environment = oneOf("env", options.env, ENVIRONMENTS);
  const target: Target = {
    environment,
    names: namesOf(environment),
    web: oneOf("web", options.web, ["pages", "worker"]),
    image: !options["no-image"],
    renew: options.renew,
    variables: process.env,
    fingerprint: createHash("sha256")
      .update(fingerprint(DEPLOYED, options.web, process.env.PUBLIC_URL ?? ""))
      .digest("hex")
      .slice(0, TAG_LENGTH),
    make: (name) => made[name](),
  };
  const steps = chosen(STEPS, target, options.skip.split(",").filter(Boolean));
  const say = (line: string) => console.log(line);
  const secrets = [...SECRET_VARIABLES].flatMap((name) => process.env[name] ?? []);
  const run = runner(SECRET_VARIABLES, (text) => process.stdout.write(text));
  say(`${target.names.worker} (${environment})`);
  const { stop, facts } = await execute(steps, { target, run, say, planOnly: options.plan, secrets });
  if (stop) {
    say(`  failed ${stop.step.title}: ${stop.why}`);
    say(`\n${stop.step.help}.\nThen run this again: it goes on where it stands.`);
    return false;
  }
  if (options.plan) return true;
  const pinned = baseImages(readFileSync(join(ROOT, "sandbox/Dockerfile"), "utf8")).every(
    ({ digest }) => digest !== null,
  );
  say("\nBy hand, where it is not done yet:");
  for (const line of byHand(target, facts, pinned)) say(`- ${line}`);
  return true;
}

try {
  if (!(await main())) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
