/** Which tests carry out attacks, and how many of them held, by what they attack. */
import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { ROOT } from "../local/root.ts";

/** Folders and files of attacks, by project of vitest.config.ts. Each part of the product adds its own. */
export const ATTACKS = {
  node: ["sandbox/runner/security", "sandbox/runner/network", "local/worker/worker.test.ts"],
  worker: ["worker/test/security"],
} as const;

interface Report {
  testResults: { name: string; assertionResults: { status: string; fullName: string }[] }[];
}

export interface Counts {
  held: number;
  failed: number;
  /** By name: what this machine cannot try. */
  skipped: string[];
}

/** The counts of each file of attacks in vitest's JSON reports. */
export function securityCounts(reports: readonly string[]): Map<string, Counts> {
  const counts = new Map<string, Counts>();
  const folders = [...ATTACKS.node, ...ATTACKS.worker];
  for (const file of reports.filter(existsSync)) {
    const { testResults } = JSON.parse(readFileSync(file, "utf8")) as Report; // vitest's own
    for (const { name, assertionResults } of testResults) {
      const path = relative(ROOT, name);
      if (!folders.some((folder) => path.startsWith(folder))) continue;
      const of = (status: string) => assertionResults.filter((test) => test.status === status);
      counts.set(path, {
        held: of("passed").length,
        failed: of("failed").length,
        skipped: assertionResults
          .filter(({ status }) => status !== "passed" && status !== "failed")
          .map(({ fullName }) => fullName),
      });
    }
  }
  return counts;
}

export function printSecurityCounts(counts: ReadonlyMap<string, Counts>): void {
  console.log("\n— Attacks");
  let held = 0;
  let failed = 0;
  for (const [path, count] of [...counts].sort(([a], [b]) => a.localeCompare(b))) {
    held += count.held;
    failed += count.failed;
    const skipped = count.skipped.length > 0 ? `, ${count.skipped.length} not tried here` : "";
    console.log(`${path.padEnd(52)} ${count.held} held, ${count.failed} got through${skipped}`);
    for (const name of count.skipped) console.log(`  not tried: ${name}`);
  }
  console.log(`${held} attacks held, ${failed} got through`);
}
