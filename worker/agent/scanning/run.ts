/** Runs the scanners for known vulnerabilities and bad patterns on the present checkout. */
import type { EgressPhase, ObjectionFinding } from "../../protocol/index.ts";
import type { AgentHost, CommandResult } from "../types.ts";
import { PARSERS } from "./advisories.ts";
import type { AuditRun } from "./audits.ts";
import { findingOf, line } from "./finding.ts";
import { scannerFindings } from "./scanner.ts";

/** Size limit of a report. */
const MAX_REPORT_BYTES = 4 * 1024 * 1024;
const NOT_THERE = 127;
/** Few retries: an unreachable registry should fail an audit quickly. */
const FEW_RETRIES = { npm_config_fetch_retries: "1", npm_config_fetch_retry_mintimeout: "1000" };

export interface ScanResult {
  findings: ObjectionFinding[];
  /** Why there is no result; null when the tool reported. */
  failure: string | null;
}

/** Runs one tool on the dependencies of one folder. Null when the tool is not in the sandbox. */
export async function runAudit(
  host: AgentHost,
  { audit, dir, path, file }: AuditRun,
  timeoutMs: number,
): Promise<ScanResult | null> {
  const result = await start(host, {
    script: audit.script,
    args: [file],
    dir,
    phase: audit.phase,
    timeoutMs,
  });
  if (result.exitCode === NOT_THERE) return null;
  const found = unreadable(result) ?? PARSERS[audit.parser](result.stdout);
  if (typeof found === "string") return failed(`${audit.name} ${found}`);
  // The exit status is also non-zero when there are findings, so only the output decides.
  if (found === null || (found.length === 0 && result.exitCode !== 0))
    return failed(`${audit.name} ${endOf(result)}`);
  // Deduplicates advisories that are reached by several paths or projects.
  const findings = new Map(found.map((advisory) => findingOf(path, advisory)).map((one) => [one.what, one]));
  return { findings: [...findings.values()], failure: null };
}

/** Runs the user's scanner command for the repository, and parses its output. */
export async function runScanner(host: AgentHost, command: string, timeoutMs: number): Promise<ScanResult> {
  const result = await start(host, { script: command, args: [], dir: "", phase: "tests", timeoutMs });
  const found = unreadable(result) ?? scannerFindings(result.stdout, host.repoDir);
  if (typeof found === "string") return failed(`The scanner ${found}`);
  if (found === null)
    return failed(`The scanner printed neither SARIF nor a list of results, and ${endOf(result)}`);
  return { findings: found, failure: null };
}

interface Start {
  script: string;
  args: string[];
  dir: string;
  phase: EgressPhase;
  timeoutMs: number;
}

/** The output is machine-readable, and is not logged. */
const start = (host: AgentHost, { script, args, dir, phase, timeoutMs }: Start): Promise<CommandResult> =>
  host.run(["sh", "-c", script, "sh", ...args], {
    cwd: dir === "" ? host.repoDir : `${host.repoDir}/${dir}`,
    env: { CI: "true", NO_COLOR: "1", ...FEW_RETRIES },
    timeoutMs,
    maxBytes: MAX_REPORT_BYTES,
    keepBytes: MAX_REPORT_BYTES,
    phase,
    visible: false,
  });

const failed = (failure: string): ScanResult => ({ findings: [], failure });

function unreadable({ timedOut, truncated, gap }: CommandResult): string | null {
  if (timedOut) return "did not end in its time";
  return truncated || gap ? `printed more than ${MAX_REPORT_BYTES / 1024 / 1024} MB` : null;
}

function endOf({ exitCode, stdout, stderr }: CommandResult): string {
  const said = line(stderr, 2_000) || line(stdout, 2_000);
  return `ended with exit code ${exitCode ?? "unknown"}${said === "" ? "" : `: ${said.slice(-400)}`}`;
}
