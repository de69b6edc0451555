/** How many attacks held, by what they attack, from vitest's JSON reports. */
import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { ROOT } from "../local/root.ts";
import { ATTACKS, type Attack } from "./attacks.ts";

export interface TestResult {
  /** From the top of the repository. */
  file: string;
  name: string;
  outcome: "passed" | "failed" | "skipped";
}

export interface Count {
  group: string;
  kind: string;
  held: number;
  failed: number;
  /** Of tests that make many attempts, how many: they say so in their names. */
  attempts: number;
  /** By name: what this machine cannot try. */
  skipped: string[];
}

interface Report {
  testResults: { name: string; assertionResults: { status: string; fullName: string }[] }[];
}

export function readResults(reports: readonly string[]): TestResult[] {
  return reports.filter(existsSync).flatMap((report) => {
    const { testResults } = JSON.parse(readFileSync(report, "utf8")) as Report; // vitest's own
    return testResults.flatMap(({ name, assertionResults }) =>
      assertionResults.map(({ status, fullName }) => ({
        file: relative(ROOT, name),
        name: fullName,
        outcome: status === "passed" || status === "failed" ? status : ("skipped" as const),
      })),
    );
  });
}

const ATTEMPTS = /(\d+) (?:cells|requests)\b/;

/** In the order of the table; all is 0 of a kind whose tests are in no report, as those of the long form. */
export function securityCounts(
  results: readonly TestResult[],
  attacks: readonly Attack[] = ATTACKS,
): Count[] {
  const counts = new Map<string, Count>();
  for (const { group, kind, file, tests } of attacks) {
    const found = results.filter((result) => result.file === file && (tests?.test(result.name) ?? true));
    const key = `${group} ${kind}`;
    const count = counts.get(key) ?? { group, kind, held: 0, failed: 0, attempts: 0, skipped: [] };
    counts.set(key, count);
    for (const { outcome, name } of found) {
      if (outcome === "passed") count.held += 1;
      else if (outcome === "failed") count.failed += 1;
      else count.skipped.push(name);
      if (outcome !== "skipped") count.attempts += Number(ATTEMPTS.exec(name)?.[1] ?? 0);
    }
  }
  return [...counts.values()];
}

export function printSecurityCounts(counts: readonly Count[]): void {
  console.log("\n— Attacks");
  for (const [group, kinds] of Map.groupBy(counts, (count) => count.group)) {
    console.log(`${group}: ${total(kinds)}`);
    for (const kind of kinds) {
      console.log(`  ${kind.kind.padEnd(34)} ${total([kind])}`);
      for (const name of kind.skipped) console.log(`    not tried here: ${name}`);
    }
  }
  console.log(`Attacks in all: ${total(counts)}`);
}

function total(counts: readonly Count[]): string {
  const sum = (of: (count: Count) => number) => counts.reduce((all, count) => all + of(count), 0);
  const [held, failed, attempts, skipped] = [
    sum((count) => count.held),
    sum((count) => count.failed),
    sum((count) => count.attempts),
    sum((count) => count.skipped.length),
  ];
  if (held + failed + skipped === 0) return "not tried in this run";
  const more = [
    ...(attempts > 0 ? [`${attempts} cells and requests in them`] : []),
    ...(skipped > 0 ? [`${skipped} not tried here`] : []),
  ];
  return [`${held} held, ${failed} got through`, ...more].join(", ");
}
