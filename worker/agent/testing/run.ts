import type { TestCase, TestReport } from "../../protocol/index.ts";
import { SandboxFailure } from "../../sandbox/port.ts";
import type { AgentHost, CommandResult, DetectedCommand, DetectedCommands } from "../types.ts";
import { argumentsFor } from "./alone.ts";
import { excludeArtifacts } from "./artifacts.ts";
import { mergeReports, type Unit, unitsOf, unlabelled } from "./packages.ts";
import { resolveCommand } from "./placeholders.ts";
import { missingProgram, noTests, reportOf } from "./report.ts";
import { prepareResults } from "./results.ts";

const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;
const MIN_TIMEOUT_MS = 1_000;

export interface RunOptions {
  /** For the whole run. */
  timeoutMs: number;
  /** Changed files, relative to the checkout: of several packages only those that own one are run. */
  paths?: readonly string[];
  /** Run these cases without the others, where the runner can choose. */
  only?: readonly TestCase[];
}

/**
 * Runs the repository's tests once: the packages that own changed files, then the top level. Never throws for what the
 * tests do: a missing program, a hang, no test at all and a crash each have an outcome and a note. Throws
 * `SandboxFailure` when the sandbox itself fails.
 */
export async function runTests(
  host: AgentHost,
  commands: DetectedCommands,
  options: RunOptions,
): Promise<TestReport> {
  const units = unitsOf(commands, options.paths ?? null);
  const [first] = units;
  if (!first) return noTests(commands.reason);
  await excludeArtifacts(host, commands);
  if (units.length === 1 && first.label === "")
    return runUnit(host, first, options.only ?? null, options.timeoutMs);
  const endBy = host.now() + options.timeoutMs;
  const runs: { unit: Unit; report: TestReport }[] = [];
  for (const [index, unit] of units.entries()) {
    const only = options.only ? unlabelled(unit, units, options.only) : null;
    if (only?.length === 0) continue;
    // One package that hangs must not take the time of all others.
    const share = index === units.length - 1 ? 1 : 0.5;
    const timeoutMs = Math.max(MIN_TIMEOUT_MS, Math.floor((endBy - host.now()) * share));
    runs.push({ unit, report: await runUnit(host, unit, only, timeoutMs) });
  }
  return mergeReports(runs);
}

async function runUnit(
  host: AgentHost,
  unit: Unit,
  only: readonly TestCase[] | null,
  timeoutMs: number,
): Promise<TestReport> {
  const cwd = unit.dir === "" ? host.repoDir : `${host.repoDir}/${unit.dir}`;
  const results = await prepareResults(host, unit.command, cwd);
  const chosen = only ? argumentsFor(unit.command, only) : null;
  const { onlyArgv } = unit.command;
  const start = chosen && onlyArgv ? { ...unit.command, argv: onlyArgv } : unit.command;
  const command = resolveCommand(start, host.sandbox.root, results.file, chosen ?? [], `${host.now()}`);
  let result: CommandResult;
  try {
    result = await host.run(command.argv, {
      ...(unit.dir === "" ? {} : { cwd }),
      env: environmentOf(command),
      timeoutMs,
      maxBytes: MAX_OUTPUT_BYTES,
    });
  } catch (error) {
    if (isMissingProgram(error)) return missingProgram(command);
    throw error;
  }
  return reportOf(command, result, await results.read(), cwd);
}

/** Whoever looks whether it runs unattended finds the answer, whatever the language or the shell. */
const environmentOf = ({ env }: DetectedCommand): Record<string, string> => ({ CI: "true", ...env });

function isMissingProgram(error: unknown): boolean {
  return (
    error instanceof SandboxFailure && error.kind === "permanent" && error.code === "PROCESS_SPAWN_FAILED"
  );
}
