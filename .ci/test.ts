/**
 * `npm test`: everything, in the order in which a mistake is cheapest to find. Goes on after a failure, so that one
 * run shows them all, and ends with the line `N passed, N failed`.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { countFlows, findChromium } from "../e2e/chromium.ts";
import { buildAll } from "../local/build.ts";
import { ROOT } from "../local/root.ts";

const bin = (name: string) => join(ROOT, "node_modules/.bin", name);
const REPORTS = join(ROOT, ".verne/test-reports");

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

const total: Count = { passed: 0, failed: 0, skipped: 0 };

/** Gives the exit code. With `keep`, what the program prints goes there instead of to the terminal. */
function run(command: string, args: string[], keep?: Buffer[]): Promise<number> {
  return new Promise((resolve) => {
    const output = keep ? "pipe" : "inherit";
    const child = spawn(command, args, { cwd: ROOT, stdio: ["inherit", output, output], env: process.env });
    child.stdout?.on("data", (data: Buffer) => keep?.push(data));
    child.stderr?.on("data", (data: Buffer) => keep?.push(data));
    child.once("error", () => resolve(127));
    child.once("close", (code) => resolve(code ?? 1));
  });
}

async function check(name: string, command: string, args: string[]): Promise<void> {
  console.log(`\n— ${name}`);
  const code = await run(command, args);
  if (code === 0) total.passed += 1;
  else total.failed += 1;
  if (code !== 0) console.log(`${name} failed with exit code ${code}`);
}

/** Runs one project of vitest.config.ts; a run that leaves no report is one failure. */
async function tests(name: string, project: string, keep?: Buffer[]): Promise<void> {
  if (!keep) console.log(`\n— ${name}`);
  const file = join(REPORTS, `${project}.json`);
  mkdirSync(REPORTS, { recursive: true });
  rmSync(file, { force: true });
  const report = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const code = await run(process.execPath, [bin("vitest"), "run", "--project", project, ...report], keep);
  // vitest's JSON reporter.
  const counts = existsSync(file)
    ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, number>)
    : { numFailedTests: 1 };
  total.passed += counts.numPassedTests ?? 0;
  total.skipped += (counts.numPendingTests ?? 0) + (counts.numTodoTests ?? 0);
  const failed = counts.numFailedTests ?? 0;
  total.failed += failed === 0 && code !== 0 ? 1 : failed;
  if (keep) process.stdout.write(Buffer.concat([Buffer.from(`\n— ${name}\n`), ...keep]));
}

await check("Lint and format", bin("biome"), ["ci", "--error-on-warnings", "."]);
await check("Types: worker", bin("tsc"), ["-p", "tsconfig.json"]);
await check("Types: local", bin("tsc"), ["-p", "local/tsconfig.json"]);
await check("Types: web", bin("tsc"), ["-p", "web/tsconfig.json"]);
await check("Unused code", bin("knip"), []);
console.log("\n— Build");
await buildAll();
total.passed += 1;
await check("Bundle sizes", process.execPath, ["bench/web.ts", "--size"]);
// Side by side: the tests in workerd mostly wait for the system that they drive.
await Promise.all([tests("Unit, SQL and contracts", "node"), tests("workerd", "worker", [])]);

const chromium = await findChromium();
if (chromium) {
  process.env.CHROMIUM_PATH = chromium;
  await tests("Browser", "browser");
} else {
  const flows = countFlows();
  total.skipped += flows;
  console.log(`\n*** SKIPPED ${flows} browser flows: no Chromium was found and none could be installed. ***`);
  console.log("*** Install chromium, or set CHROMIUM_PATH, and run `npm test` again.               ***");
}

const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exit(total.failed === 0 ? 0 : 1);
