/**
 * `npm run test:security`: the tests that carry out attacks, and how many of them held, by kind. `npm test` runs them as
 * well. Arguments are words of groups or kinds, to run only those; `--long` takes the long forms.
 */
import { spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findChromium } from "../e2e/chromium.ts";
import { buildAll } from "../local/build.ts";
import { ROOT } from "../local/root.ts";
import { ATTACKS } from "./attacks.ts";
import { printSecurityCounts, readResults, securityCounts } from "./security-counts.ts";

const REPORTS = join(ROOT, ".verne/test-reports");
mkdirSync(REPORTS, { recursive: true });
const { values: options, positionals: words } = parseArgs({
  options: { long: { type: "boolean", default: false } },
  allowPositionals: true,
});
const wanted = ATTACKS.filter(
  ({ group, kind }) => words.length === 0 || words.some((word) => `${group} ${kind}`.includes(word)),
);
await buildAll();

let broken = wanted.length === 0;
const reports: string[] = [];
for (const [project, attacks] of Map.groupBy(wanted, (attack) => attack.project)) {
  const chromium = project === "browser" ? await findChromium() : undefined;
  if (chromium === null) continue;
  const files = [...new Set(attacks.map(({ file }) => file))];
  const report = join(REPORTS, `security-${project}.json`);
  rmSync(report, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const vitest = join(ROOT, "node_modules/.bin/vitest");
  const child = spawn(process.execPath, [vitest, "run", "--project", project, ...reporters, ...files], {
    cwd: ROOT,
    stdio: "inherit",
    env: {
      ...process.env,
      ...(options.long && { VERNE_LONG: "1" }),
      ...(chromium !== undefined && { CHROMIUM_PATH: chromium }),
    },
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  broken ||= code !== 0;
  reports.push(report);
}
printSecurityCounts(securityCounts(readResults(reports), wanted));
process.exit(broken ? 1 : 0);
