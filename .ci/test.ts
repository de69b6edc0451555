/**
 * `npm test`: everything. Goes on after a failure, so that one run shows them all, and ends with the names of what
 * was skipped and what failed and the line `N passed, N failed`. `npm test -- --long` also takes the long forms.
 *
 * Four lanes run side by side, because none of them keeps a processor busy: a test of a system that takes minutes
 * mostly waits for it. Each part prints what it has to say when it is over.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findChromium, flows } from "../e2e/chromium.ts";
import { ROOT } from "../local/root.ts";
import { PARTS } from "./parts.ts";
import { Tally } from "./report.ts";
import { leftBehind, openRunDir } from "./run-dir.ts";
import { printSecurityCounts, readResults, securityCounts } from "./security-counts.ts";

const bin = (name: string) => join(ROOT, "node_modules/.bin", name);
const REPORTS = join(ROOT, ".verne/test-reports");
/** What a part has started may take this long to end after it. */
const ENDS_WITHIN_MS = 15_000;

const { values: options } = parseArgs({ options: { long: { type: "boolean", default: false } } });
const tally = new Tally();

const running = new Set<ChildProcess>();
// Whoever ends this run alone, as a service does by its time limit, ends what it started.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => {
    for (const child of running) child.kill(signal);
    process.exit(1);
  });

/** Runs a program and prints what it said when it has ended. True if all went well. */
async function run(name: string, command: string, args: string[], env: object = {}): Promise<boolean> {
  const startedAt = performance.now();
  const output: Buffer[] = [];
  const child = spawn(command, args, {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...(process.stdout.isTTY && { FORCE_COLOR: "1" }), ...env },
  });
  running.add(child);
  child.once("close", () => running.delete(child));
  child.stdout.on("data", (data: Buffer) => output.push(data));
  child.stderr.on("data", (data: Buffer) => output.push(data));
  const code = await new Promise<number>((resolve) => {
    child.once("error", () => resolve(127));
    child.once("close", (code) => resolve(code ?? 1));
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`\n— ${name} (${seconds} s)\n${Buffer.concat(output)}`);
  if (code !== 0) console.log(`${name} failed with exit code ${code}`);
  return code === 0;
}

async function check(name: string, command: string, args: string[]): Promise<void> {
  tally.check(name, await run(name, command, args));
}

/** Runs one project of vitest.config.ts, or a part of it. A process that outlives it is a failure. */
async function tests(
  name: string,
  project: string,
  part?: { n: number; of: number },
  more: object = {},
): Promise<void> {
  const file = join(REPORTS, `${project}${part ? `-${part.n}` : ""}.json`);
  mkdirSync(REPORTS, { recursive: true });
  rmSync(file, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const { dir, env, remove } = openRunDir();
  const shard = part ? [`--shard=${part.n}/${part.of}`] : [];
  const args = [bin("vitest"), "run", "--project", project, ...shard, ...reporters];
  const ok = await run(name, process.execPath, args, {
    ...env,
    ...more,
    ...(options.long && { VERNE_LONG: "1" }),
  });
  tally.tests(name, file, ok, ROOT);
  for (const command of await leftBehind(dir, ENDS_WITHIN_MS))
    tally.check(`${name}: left a process behind: ${command.slice(0, 200)}`, false);
  remove();
}

const workerd = (n: number, more: object = {}) =>
  tests(`workerd, part ${n} of ${PARTS.length}`, "worker", { n, of: PARTS.length }, more);

/** Its checkers side by side do half of their work twice, and here something else waits for the processor. */
const ALONE = ["--singleThreaded"];

async function sources(): Promise<void> {
  await check("Lint and format", bin("biome"), ["ci", "--error-on-warnings", "."]);
  await check("Types: worker", bin("tsc"), ["-p", "tsconfig.json", ...ALONE]);
  await check("Types: local", bin("tsc"), ["-p", "local/tsconfig.json", ...ALONE]);
  await check("Types: web", bin("tsc"), ["-p", "web/tsconfig.json", ...ALONE]);
  await check("Unused code", bin("knip"), []);
}

async function browser(): Promise<void> {
  const chromium = await findChromium();
  if (chromium) {
    process.env.CHROMIUM_PATH = chromium;
    return tests("Browser", "browser");
  }
  tally.skip(flows());
  // Of an earlier run.
  rmSync(join(REPORTS, "browser.json"), { force: true });
  console.log("\n*** No Chromium was found and none could be installed: the browser flows are skipped. ***");
  console.log("*** Install chromium, or set CHROMIUM_PATH, and run `npm test` again.               ***");
}

const startedAt = performance.now();
// Before the rest: the longest parts wait for them.
await Promise.all([
  check("Build", process.execPath, [join(ROOT, "local/build.ts")]),
  // Otherwise each part that starts a database now would make all of it.
  run("Database", process.execPath, [join(ROOT, "local/prepare-database.ts")]),
]);
await Promise.all([
  // One workerd runs its files one after the other, and mostly waits: several of them share the work.
  workerd(1),
  workerd(2, { VERNE_TEST_ISOLATION: "uid" }),
  tests("Unit, SQL and contracts", "node"),
  check("Bundle sizes", process.execPath, ["bench/web.ts", "--size"])
    .then(browser)
    .then(() => workerd(3))
    .then(sources),
]);
console.log(`\n${((performance.now() - startedAt) / 60_000).toFixed(1)} minutes`);
const parts = PARTS.map((_, index) => `worker-${index + 1}`);
const reports = ["node", ...parts, "browser"].map((name) => join(REPORTS, `${name}.json`));
printSecurityCounts(securityCounts(readResults(reports)));
for (const line of tally.lines()) console.log(line);
process.exit(tally.failed.length === 0 ? 0 : 1);
