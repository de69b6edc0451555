/**
 * Scans of the change: advisories about the dependencies that it touches, and the repository's own scanner. Compared
 * with the base commit, so that only new findings count.
 */

import {
  type AuditRun,
  auditsFor,
  broughtBy,
  runAudit,
  runScanner,
  type ScanResult,
} from "../../agent/index.ts";
import type { ObjectionFinding, PutRepoSettings } from "../../protocol/index.ts";
import { keepScans } from "../objections/scan-findings.ts";
import type { Life } from "../record/life.ts";
import type { ScanFindings } from "../record/stored-documents.ts";
import type { StepContext } from "../run/step.ts";
import { systemLine } from "./host/system-line.ts";
import { timeLeft } from "./tests/dependencies.ts";

/** With more dependency files than this, the scan is partial and says so. */
const MAX_AUDITS = 10;
/** Limit of findings per kind. */
const MAX_KEPT = 500;
const MAX_FAILURE_CHARS = 2_000;

/** The repository's settings; null when they could not be read, so that it is unknown whether a scanner is wanted. */
interface Wanted {
  settings: PutRepoSettings | null;
  endBy: number;
  limitMs: number;
}

/** Scans the current change. Call the returned function inside a commit. */
export async function scanChange(context: StepContext, wanted: Wanted): Promise<() => void> {
  const { life, checkout } = context;
  const { tree } = life.record;
  const command = wanted.settings?.scan_command ?? null;
  const all = auditsFor(dependencyFiles(life));
  const audits = all.slice(0, MAX_AUDITS);
  const found: ScanFindings = {
    advisories: [],
    advisoriesUnknown:
      all.length > MAX_AUDITS
        ? `${all.length - MAX_AUDITS} more lists of dependencies were not looked at`
        : null,
    scanner: [],
    scannerFailure: wanted.settings === null ? "The settings of the repository could not be read" : null,
  };
  if (command !== null || audits.length > 0) {
    // Files that the tests wrote are not part of the change.
    await checkout.restore();
    const scans = scansFor(context, wanted, audits, command);
    const results: [Scan, ScanResult][] = [];
    for (const scan of scans) {
      const result = await scan.run();
      if (result) results.push([scan, result]);
    }
    const before = await onBase(context, results);
    for (const [scan, { findings, failure }] of results) {
      const brought = broughtBy(findings, before.get(scan) ?? [], scan.same);
      if (scan.kind === "scanner") {
        found.scanner = brought;
        found.scannerFailure = failure;
      } else {
        found.advisories.push(...brought);
        found.advisoriesUnknown = [found.advisoriesUnknown, failure].filter(Boolean).join("; ") || null;
      }
      say(context, scan, brought.length, failure);
    }
  }
  const kept: ScanFindings = {
    advisories: found.advisories.slice(0, MAX_KEPT),
    advisoriesUnknown: found.advisoriesUnknown?.slice(0, MAX_FAILURE_CHARS) ?? null,
    scanner: found.scanner.slice(0, MAX_KEPT),
    scannerFailure: found.scannerFailure?.slice(0, MAX_FAILURE_CHARS) ?? null,
  };
  return () => keepScans(life, tree, kept);
}

interface Scan {
  kind: "advisories" | "scanner";
  name: string;
  /** Null when the tool is not in the sandbox. */
  run(): Promise<ScanResult | null>;
  /** Key by which two findings are the same one. */
  same?: (finding: ObjectionFinding) => string;
}

function scansFor(
  context: StepContext,
  wanted: Wanted,
  audits: readonly AuditRun[],
  command: string | null,
): Scan[] {
  const { host } = context;
  const scans: Scan[] = audits.map((audit) => ({
    kind: "advisories",
    name: audit.audit.name,
    run: () => runAudit(host, audit, timeLeft(context, wanted, 0.3)),
    // Another version with the same advisory is the same finding.
    same: ({ path, what, rule }) => `${path} ${what.slice(0, what.indexOf(" "))} ${rule}`,
  }));
  if (command !== null)
    scans.push({
      kind: "scanner",
      name: "The scanner",
      run: () => runScanner(host, command, timeLeft(context, wanted, 0.5)),
    });
  return scans;
}

/** Findings in the base commit; empty if the tool gives none for it, so that all count for the change. */
async function onBase(
  { checkout }: StepContext,
  results: readonly [Scan, ScanResult][],
): Promise<Map<Scan, ObjectionFinding[]>> {
  const before = new Map<Scan, ObjectionFinding[]>();
  const again = results.filter(([, { findings }]) => findings.length > 0);
  if (again.length === 0) return before;
  await checkout.showBase();
  for (const [scan] of again) before.set(scan, (await scan.run())?.findings ?? []);
  await checkout.restore();
  return before;
}

/** Changed paths that were not deleted. */
const dependencyFiles = ({ documents }: Life): string[] =>
  (documents.get("diff") ?? []).filter(({ status }) => status !== "deleted").map(({ path }) => path);

function say({ host }: StepContext, { name }: Scan, brought: number, failure: string | null): void {
  const text =
    failure ??
    (brought === 0
      ? `${name} finds nothing that the change brings`
      : `${name} finds ${brought} that the change brings`);
  systemLine(host, text);
}
