/** `npm run test:security`: every test that carries out an attack, and how many held. `npm test` runs them as well. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildAll } from "../local/build.ts";
import { ROOT } from "../local/root.ts";
import { ATTACKS, printSecurityCounts, securityCounts } from "./security-counts.ts";

const REPORTS = join(ROOT, ".verne/test-reports");
mkdirSync(REPORTS, { recursive: true });
await buildAll();

let broken = false;
const reports: string[] = [];
for (const [project, paths] of Object.entries(ATTACKS)) {
  const present = paths.filter((path) => existsSync(join(ROOT, path)));
  if (present.length === 0) continue;
  const file = join(REPORTS, `security-${project}.json`);
  rmSync(file, { force: true });
  const report = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const vitest = join(ROOT, "node_modules/.bin/vitest");
  const child = spawn(process.execPath, [vitest, "run", "--project", project, ...report, ...present], {
    cwd: ROOT,
    stdio: "inherit",
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  broken ||= code !== 0;
  reports.push(file);
}
printSecurityCounts(securityCounts(reports));
process.exit(broken ? 1 : 0);
