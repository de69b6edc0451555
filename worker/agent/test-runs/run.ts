import { type TestCase, type TestReport, testPhase } from "../../protocol/index.ts";
import { SandboxFailure } from "../../sandbox/port.ts";
import type { AgentHost, CommandResult, DetectedCommand, DetectedCommands, TestCommand } from "../types.ts";
import { argumentsFor } from "./alone.ts";
import { excludeArtifacts } from "./artifacts.ts";
import { ReportGuard } from "./complete-report.ts";
import { type Ran, withFetchedRunner } from "./fetched-runner.ts";
import { isBrokenByReporter, plainCommand, plainReport } from "./instrumented.ts";
import { mergeReports, type Unit, unitsNamed, unitsOf, unlabelled } from "./packages.ts";
import { RunReader } from "./parse.ts";
import { quoted, resolveCommand } from "./placeholders.ts";
import { missingProgram, noTests, reportOf } from "./report.ts";
import { prepareResults } from "./results.ts";
import type { Choice } from "./selection.ts";
import { WatchGuard } from "./watch-prompt.ts";

/** Above the output of usual tests; output beyond it may be lost, which is then reported. */
const KEPT_OUTPUT_BYTES = 256 * 1024 * 1024;
const MIN_TIMEOUT_MS = 1_000;

export interface RunOptions {
  /** Time limit of the whole run. */
  timeoutMs: number;
  /** Changed files by weight: of several packages only those that own one are run. */
  paths?: readonly string[];
  /** Labels of additional packages: those of the run to compare with. */
  also?: readonly string[];
  /** Only these packages. */
  packages?: readonly string[];
  /** Only these cases, if the runner can select. */
  only?: readonly TestCase[];
}

/**
 * Runs the repository's tests once: the packages that own changed files, then the top level. Never throws for the
 * tests' behaviour: a missing program, a hang, no test at all and a crash each have an outcome and a note. Throws
 * `SandboxFailure` when the sandbox itself fails.
 */
export async function runTests(
  host: AgentHost,
  commands: DetectedCommands,
  options: RunOptions,
): Promise<TestReport> {
  const units = options.packages
    ? unitsNamed(commands, options.packages)
    : unitsOf(commands, options.paths ?? null, options.also);
  const [first] = units;
  if (!first) return noTests(commands.reason);
  await excludeArtifacts(host, commands);
  if (units.length === 1 && first.label === "")
    return runUnit(host, first, choiceOf(first, options.only ?? null), options.timeoutMs);
  const endBy = host.now() + options.timeoutMs;
  const runs: { unit: Unit; report: TestReport }[] = [];
  for (const [index, unit] of units.entries()) {
    const only = options.only ? unlabelled(unit, units, options.only) : null;
    if (only?.length === 0) continue;
    // A hanging package must not use up the time of the others.
    const share = index === units.length - 1 ? 1 : 0.5;
    const timeoutMs = Math.max(MIN_TIMEOUT_MS, Math.floor((endBy - host.now()) * share));
    runs.push({ unit, report: await runUnit(host, unit, choiceOf(unit, only), timeoutMs) });
  }
  return mergeReports(runs);
}

/** Only these cases, if the runner can select; null for everything. */
function choiceOf({ command }: Unit, only: readonly TestCase[] | null): Choice | null {
  const args = only ? argumentsFor(command, only) : null;
  if (args === null) return null;
  return command.onlyArgv ? { args, start: { argv: command.onlyArgv } } : { args };
}

/** One command, all of it or a choice, and once more without what Verne adds to it if that breaks it. */
export async function runUnit(
  host: AgentHost,
  unit: Unit,
  choice: Choice | null,
  timeoutMs: number,
): Promise<TestReport> {
  const { command } = unit;
  const endBy = host.now() + timeoutMs;
  const first = await runOnce(host, unit, choice, timeoutMs);
  const { report, result } = first;
  const fetched = await withFetchedRunner(host, { ...command, ...choice?.start }, first, {
    endBy,
    ...(unit.dir === "" ? {} : { cwd: `${host.repoDir}/${unit.dir}` }),
    run: (substitute, leftMs) =>
      runOnce(host, { ...unit, command: substitute }, choice && { args: choice.args }, leftMs),
  });
  if (fetched) return fetched;
  if (!result || !isBrokenByReporter(command, result, report)) return report;
  const left = Math.max(MIN_TIMEOUT_MS, endBy - host.now());
  const plain = await runOnce(host, { ...unit, command: plainCommand(command) }, null, left);
  return plainReport(plain.report);
}

async function runOnce(host: AgentHost, unit: Unit, choice: Choice | null, timeoutMs: number): Promise<Ran> {
  const cwd = unit.dir === "" ? host.repoDir : `${host.repoDir}/${unit.dir}`;
  const start: TestCommand = { ...unit.command, ...choice?.start };
  const results = await prepareResults(host, start, cwd);
  const command = resolveCommand(start, host.sandbox.root, results.file, choice?.args, `${host.now()}`);
  const reader = new RunReader(command.parser, cwd);
  try {
    const complete = new ReportGuard(host, results.last, cwd, timeoutMs);
    const { result, lost, watched } = await follow(host, command, reader, complete, {
      ...(unit.dir === "" ? {} : { cwd }),
      timeoutMs,
      ...(choice && { display: chosenLine(command, choice) }),
    });
    const whole = await results.read((text) => reader.results(text));
    const read = reader.end();
    // The same, if its time ended before it was found out.
    const late = result.timedOut && results.file !== null && read.reported;
    const stuck = complete.completed || late;
    // A runner with one file per suite writes none when it ran none.
    const readable = read.readable || command.resultGlob !== undefined;
    const report = reportOf(command, result, { ...read, readable, lost: lost || !whole, watched, stuck });
    return { report, result };
  } catch (error) {
    if (isMissingProgram(error)) return { report: missingProgram(command), result: null };
    throw error;
  }
}

/** Runs the command and parses all its output while it streams. */
async function follow(
  host: AgentHost,
  command: TestCommand,
  reader: RunReader,
  complete: ReportGuard,
  options: { cwd?: string; timeoutMs: number; display?: string },
): Promise<{ result: CommandResult; lost: boolean; watched: boolean }> {
  const guard = new WatchGuard(options.timeoutMs);
  let streamed = false;
  try {
    const result = await host.run(command.argv, {
      ...options,
      phase: command.fetches ? "fetching_tests" : testPhase(command.argv),
      env: environmentOf(command),
      keepBytes: KEPT_OUTPUT_BYTES,
      stop: AbortSignal.any([guard.signal, complete.signal]),
      onOutput(stream, bytes) {
        streamed = true;
        reader.output(stream, bytes);
        guard.take(stream, bytes);
        complete.take();
      },
    });
    if (streamed) return { result, lost: result.gap === true, watched: guard.watched };
    // A host without streaming returns its output at the end.
    for (const stream of ["stdout", "stderr"] as const) reader.output(stream, result[stream]);
    return { result, lost: result.truncated, watched: false };
  } finally {
    guard.end();
    complete.end();
  }
}

/** A choice as a person would type it; what starts it may be a script around the program. */
function chosenLine({ display }: DetectedCommand, { args }: Choice): string {
  const script = /^(?:npm|pnpm|yarn) (?:test|run \S+)$/.test(display) ? " --" : "";
  return `${display}${script} ${args.map(quoted).join(" ")}`;
}

/** `CI` tells programs in any language that they run unattended. */
const environmentOf = ({ env }: DetectedCommand): Record<string, string> => ({ CI: "true", ...env });

function isMissingProgram(error: unknown): boolean {
  return (
    error instanceof SandboxFailure && error.kind === "permanent" && error.code === "PROCESS_SPAWN_FAILED"
  );
}
