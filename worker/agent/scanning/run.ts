/** Runs what looks for known vulnerabilities and bad patterns in the checkout as it stands. */
import type { EgressPhase, ObjectionFinding } from "../../protocol/index.ts";
import type { AgentHost, CommandResult } from "../types.ts";
import { PARSERS } from "./advisories.ts";
import type { AuditRun } from "./audits.ts";
import { findingOf, line } from "./finding.ts";
import { scannerFindings } from "./scanner.ts";

/** More is no report for a person. */
const MAX_REPORT_BYTES = 4 * 1024 * 1024;
const NOT_THERE = 127;
/** Where nothing answers that is known soon: an audit is no install that is worth minutes of trying. */
const IMPATIENT = { npm_config_fetch_retries: "1", npm_config_fetch_retry_mintimeout: "1000" };

export interface ScanResult {
  findings: ObjectionFinding[];
  /** Why nothing is known; null where the tool has said what it found. */
  failure: string | null;
}

/** Asks one tool about the dependencies of one folder. Null where the tool is not in the sandbox. */
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
  // Such tools end with a failure where they found something, so that only what they print tells.
  if (found === null || (found.length === 0 && result.exitCode !== 0))
    return failed(`${audit.name} ${endOf(result)}`);
  // One that is met on several ways, or by several projects, is one.
  const findings = new Map(found.map((advisory) => findingOf(path, advisory)).map((one) => [one.what, one]));
  return { findings: [...findings.values()], failure: null };
}

/** Runs the command that a user gave for the repository, and reads what it prints. */
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

/** Its output is a report for programs, and stays out of the log. */
const start = (host: AgentHost, { script, args, dir, phase, timeoutMs }: Start): Promise<CommandResult> =>
  host.run(["sh", "-c", script, "sh", ...args], {
    cwd: dir === "" ? host.repoDir : `${host.repoDir}/${dir}`,
    env: { CI: "true", NO_COLOR: "1", ...IMPATIENT },
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
