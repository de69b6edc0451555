/**
 * `npm run doctor`: what this machine, this checkout and the services that this installation uses have of what Verne
 * needs, a line for each, and what to do. Starts nothing and changes nothing. Ends with 1 where something is wrong.
 * `--offline` looks at the machine alone; `--env staging` at the other installation.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { baseImages } from "../sandbox/pin/base-images.ts";
import { printable, runner } from "./deploy/command.ts";
import { ENVIRONMENTS, namesOf, wranglerEnv } from "./deploy/environments.ts";
import { SECRET_VARIABLES } from "./deploy/target.ts";
import { examine } from "./doctor/examine.ts";
import type { Finding, World } from "./doctor/finding.ts";
import { machineFindings } from "./doctor/machine.ts";
import { ROOT } from "./root.ts";

const TIMEOUT_MS = 15_000;
const MAX_BODY = 1_000_000;

function says(program: string): string | null {
  const { status, stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : null;
}

const Package = z.looseObject({
  version: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});
const packageIn = (...path: string[]) =>
  Package.parse(JSON.parse(readFileSync(join(ROOT, ...path, "package.json"), "utf8")));

/** Of what a deployment is made with. */
function otherVersions(): string[] {
  const { dependencies, devDependencies } = packageIn();
  const wanted = { ...dependencies, ...devDependencies };
  return Object.entries(wanted).flatMap(([name, version]) => {
    try {
      const installed = packageIn("node_modules", name).version;
      return installed === version ? [] : [`${name} ${installed}`];
    } catch {
      return [`${name} is missing`];
    }
  });
}

const onThisMachine = (): Finding[] =>
  machineFindings({
    git: says("git"),
    bubblewrap: process.platform === "linux" ? says("bwrap") !== null : null,
    python: says("python3") !== null,
    node: process.version,
    otherVersions: otherVersions(),
    images: baseImages(readFileSync(join(ROOT, "sandbox/Dockerfile"), "utf8")),
  });

function worldOf(name: string): World {
  const environment = ENVIRONMENTS.find((known) => known === name);
  if (!environment) throw new Error(`--env is ${ENVIRONMENTS.join(" or ")}`);
  return {
    variables: process.env,
    names: namesOf(environment),
    wranglerEnv: wranglerEnv(environment),
    migrations: readdirSync(join(ROOT, "supabase/migrations")).flatMap(
      (file) => /^(\d{14})_\w+\.sql$/.exec(file)?.[1] ?? [],
    ),
    ask: async (url, init) => {
      const response = await fetch(url, {
        ...init,
        redirect: "manual",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return {
        status: response.status,
        headers: response.headers,
        body: (await response.text()).slice(0, MAX_BODY),
      };
    },
    run: runner(SECRET_VARIABLES, () => {}),
    now: () => Date.now(),
  };
}

const { values: options } = parseArgs({
  options: { offline: { type: "boolean", default: false }, env: { type: "string", default: "production" } },
});
try {
  const far = options.offline ? [] : await examine(worldOf(options.env));
  const findings = [...onThisMachine(), ...far];
  const secrets = [...SECRET_VARIABLES].flatMap((name) => process.env[name] ?? []);
  for (const { state, text, help } of findings)
    console.log(printable(`${state.padEnd(4)}  ${text}${help ? `\n      ${help}` : ""}`, secrets));
  if (findings.some(({ state }) => state === "bad")) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
