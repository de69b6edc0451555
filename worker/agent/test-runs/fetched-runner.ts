/** A test run again where only its runner was missing, with the runner fetched. */
import { type TestReport, testPhase } from "../../protocol/index.ts";
import { SandboxFailure } from "../../sandbox/port.ts";
import type { AgentHost, CommandResult, TestCommand } from "../types.ts";
import { missingIn, type Substitute, substitutesFor } from "./missing-program.ts";

const MIN_TIMEOUT_MS = 1_000;
/** Where a registry does not answer, the run may not wait for it. */
const FETCH_MS = 120_000;

export interface Ran {
  report: TestReport;
  /** Null if the command's program is missing. */
  result: CommandResult | null;
}

/**
 * Tries what can stand for a missing runner until one runs tests, and returns its report with the reason. Null when the
 * runner was there, or nothing helps: then the first run stands.
 */
export async function withFetchedRunner(
  host: AgentHost,
  command: TestCommand,
  first: Ran,
  options: { endBy: number; cwd?: string; run(command: TestCommand, timeoutMs: number): Promise<Ran> },
): Promise<TestReport | null> {
  const program = missingFor(command, first);
  if (program === null) return null;
  const left = () => Math.max(MIN_TIMEOUT_MS, options.endBy - host.now());
  for (const way of substitutesFor(program, command.argv, command.display)) {
    if (way.fetch !== null && !(await fetched(host, way.fetch, Math.min(FETCH_MS, left()), options.cwd)))
      continue;
    const ran = await options.run(substituted(command, way), left());
    if (!makesItRun(command, program, ran)) continue;
    const { report } = ran;
    return { ...report, note: report.note === null ? way.why : `${way.why} ${report.note}` };
  }
  return null;
}

/** A failure without a case is a run only where no case could be read, and nothing speaks of the program. */
function makesItRun({ parser }: TestCommand, program: string, { report, result }: Ran): boolean {
  if (report.cases.length > 0 || report.outcome === "passed") return true;
  if (parser !== "none" || report.outcome !== "errored" || result === null) return false;
  const { exitCode, stdout, stderr } = result;
  const said = `${stdout}\n${stderr}`;
  return exitCode !== 127 && missingIn(said) === null && !said.includes(`'${program}'`);
}

/** The missing program, if nothing else is known to be wrong with the run. */
function missingFor({ argv }: TestCommand, { report, result }: Ran): string | null {
  if (report.outcome !== "errored" || report.cases.length > 0 || report.cut) return null;
  if (result === null) return argv[0].slice(argv[0].lastIndexOf("/") + 1);
  return missingIn(`${result.stdout}\n${result.stderr}`);
}

/** Its phase stays what it was: a fetched runner gives tests no network that they would not have had. */
function substituted(command: TestCommand, { argv, display }: Substitute): TestCommand {
  const { fetches: _, ...rest } = command;
  const needs = command.fetches || testPhase(command.argv) === "fetching_tests";
  return { ...rest, argv, display, ...(needs ? { fetches: true as const } : {}) };
}

/** False when it could not be fetched, also because npx or uv is not there. */
async function fetched(
  host: AgentHost,
  argv: Substitute["argv"],
  timeoutMs: number,
  cwd: string | undefined,
): Promise<boolean> {
  try {
    const options = { timeoutMs, env: { CI: "true" }, phase: "install" as const, ...(cwd ? { cwd } : {}) };
    return (await host.run(argv, options)).exitCode === 0;
  } catch (error) {
    if (error instanceof SandboxFailure && error.code === "PROCESS_SPAWN_FAILED") return false;
    throw error;
  }
}
