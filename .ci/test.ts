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
const REPORT = join(ROOT, ".verne/test-report.json");

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

const total: Count = { passed: 0, failed: 0, skipped: 0 };

function run(command: string, args: string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: "inherit", env: process.env });
    child.once("error", () => resolve(127));
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

async function check(name: string, command: string, args: string[]): Promise<void> {
  console.log(`\n— ${name}`);
  const code = await run(command, args);
  if (code === 0) total.passed += 1;
  else total.failed += 1;
  if (code !== 0) console.log(`${name} failed with exit code ${code}`);
}

/** Counts from vitest's own report; a run that leaves none is one failure. */
async function tests(name: string, projects: string[]): Promise<void> {
  console.log(`\n— ${name}`);
  mkdirSync(join(ROOT, ".verne"), { recursive: true });
  rmSync(REPORT, { force: true });
  const select = projects.flatMap((project) => ["--project", project]);
  const code = await run(process.execPath, [
    bin("vitest"),
    "run",
    ...select,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${REPORT}`,
  ]);
  // vitest's JSON reporter.
  const report = existsSync(REPORT)
    ? (JSON.parse(readFileSync(REPORT, "utf8")) as Record<string, number>)
    : { numFailedTests: 1 };
  total.passed += report.numPassedTests ?? 0;
  total.skipped += (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0);
  const failed = report.numFailedTests ?? 0;
  total.failed += failed === 0 && code !== 0 ? 1 : failed;
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
await tests("Unit, SQL, contracts and workerd", ["node", "worker"]);

const chromium = await findChromium();
if (chromium) {
  process.env.CHROMIUM_PATH = chromium;
  await tests("Browser", ["browser"]);
} else {
  const flows = countFlows();
  total.skipped += flows;
  console.log(`\n*** SKIPPED ${flows} browser flows: no Chromium was found and none could be installed. ***`);
  console.log("*** Install chromium, or set CHROMIUM_PATH, and run `npm test` again.               ***");
}

const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exit(total.failed === 0 ? 0 : 1);
