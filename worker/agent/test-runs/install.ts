import { SandboxFailure } from "../../sandbox/port.ts";
import type { AgentHost, CommandResult, DetectedCommands, InstallCommand } from "../types.ts";
import { excludeArtifacts } from "./artifacts.ts";
import { missingIn, substitutesFor } from "./missing-program.ts";
import { notInstalled, singlyArgv } from "./one-by-one.ts";
import { byOwnership } from "./packages.ts";
import { resolveCommand } from "./placeholders.ts";

const MIN_TIMEOUT_MS = 1_000;
const MAX_TOLD_CHARS = 4_000;

export interface InstallFailure {
  /** As a person would type it. */
  command: string;
  /** `offline`: the registry could not be reached. `missing`: the program is not in the sandbox. */
  cause: "offline" | "missing" | "timed_out" | "failed";
  /** The tail of its output. */
  output: string;
  /** The packages that are missing, where the others were installed without them. */
  packages?: string[];
}

export interface InstallOutcome {
  /** The first failure; null when everything is installed. */
  failure: InstallFailure | null;
  /** Lock files in the checkout that the package managers may have rewritten. */
  locks: string[];
}

/** Limit of separately installed packages, because of time. */
const MAX_PACKAGES = 40;

interface InstallOptions {
  /** Time limit for all installs. */
  timeoutMs: number;
  /** Files whose packages are installed first, in this order. */
  paths?: readonly string[];
  /**
   * A manifest or lock file differs from the base commit's: outdated lock files are updated, and become part of the
   * change. Otherwise only locked versions are installed.
   */
  changed?: boolean;
}

/**
 * Installs the dependencies of the top level and of each package; null when there is nothing to install. Throws
 * `SandboxFailure` only when the sandbox itself fails.
 */
export async function installDependencies(
  host: AgentHost,
  commands: DetectedCommands,
  { timeoutMs, paths = [], changed = false }: InstallOptions,
): Promise<InstallOutcome | null> {
  const packages = byOwnership(commands.packages ?? [], paths).slice(0, MAX_PACKAGES);
  const steps = stepsOf({ ...commands, packages });
  if (steps.size === 0) return null;
  await excludeArtifacts(host, commands);
  const endBy = host.now() + timeoutMs;
  const left = () => Math.max(MIN_TIMEOUT_MS, endBy - host.now());
  const outcome: InstallOutcome = { failure: null, locks: [] };
  for (const step of steps.values()) {
    // A failed install does not prevent the others.
    const failure = await install(host, step, changed, left);
    outcome.failure ??= failure;
    if (changed) outcome.locks.push(...locksOf(step));
  }
  return outcome;
}

/** What would be installed, whichever files matter; null for nothing, or for more than one task has time for. */
export function installsOf(commands: DetectedCommands): InstallCommand[] | null {
  if ((commands.packages ?? []).length > MAX_PACKAGES) return null;
  const steps = [...stepsOf(commands).values()];
  return steps.length === 0 ? null : steps;
}

function stepsOf({ install, packages = [], installs = [] }: DetectedCommands): Map<string, InstallCommand> {
  const wanted = [install, ...packages.map((one) => one.install), ...installs];
  return new Map(
    wanted.filter((step) => step !== null).map((step) => [`${step.dir ?? ""} ${step.display}`, step]),
  );
}

/** As a whole; where that fails one by one, so that what can be installed is there. Its failure stands all the same. */
async function install(
  host: AgentHost,
  step: InstallCommand,
  changed: boolean,
  left: () => number,
): Promise<InstallFailure | null> {
  const failure = await installAtOnce(host, step, changed, left);
  const argv = step.singly ?? singlyArgv(step);
  if (failure?.cause !== "failed" || argv === null) return failure;
  const { stdout } = await start(host, step, argv, left());
  const packages = notInstalled(stdout);
  if (packages.length === 0) return failure;
  const told = `${failure.output}\nNot installed: ${packages.join(", ")}. The others are.`;
  return { ...failure, output: told.slice(-MAX_TOLD_CHARS), packages };
}

/** The frozen install if the lock file matches, otherwise the updating one. */
async function installAtOnce(
  host: AgentHost,
  step: InstallCommand,
  changed: boolean,
  left: () => number,
): Promise<InstallFailure | null> {
  const first = await start(host, step, (changed && step.strict) || step.argv, left());
  const failure = failureOf(step, first);
  if (failure?.cause !== "failed" || !changed || !step.update) return failure;
  return failureOf(step, await start(host, step, step.update, left()));
}

/** With the package manager fetched where it is missing; what cannot be had leaves the first result. */
async function start(
  host: AgentHost,
  step: InstallCommand,
  argv: InstallCommand["argv"],
  timeoutMs: number,
): Promise<CommandResult> {
  const first = await startOnce(host, step, argv, timeoutMs);
  if (first.exitCode !== 127) return first;
  const program = missingIn(`${first.stdout}\n${first.stderr}`) ?? argv[0];
  for (const { online } of substitutesFor(program, argv, step.display)) {
    const result = await startOnce(host, step, online, timeoutMs);
    // Yarn 1 says so of a project that has chosen a later one.
    if (!/\bcorepack\b/i.test(`${result.stdout}\n${result.stderr}`))
      return result.exitCode === 127 ? first : result;
  }
  return first;
}

async function startOnce(
  host: AgentHost,
  step: InstallCommand,
  argv: InstallCommand["argv"],
  timeoutMs: number,
): Promise<CommandResult> {
  const command = resolveCommand({ ...step, argv }, host.sandbox.root, null);
  const cwd = step.dir ? { cwd: `${host.repoDir}/${step.dir}` } : {};
  try {
    // `CI` tells programs that they run unattended.
    return await host.run(command.argv, {
      ...cwd,
      env: { CI: "true", ...command.env },
      timeoutMs,
      phase: "install",
    });
  } catch (error) {
    if (!isMissingProgram(error)) throw error;
    const stderr = `${command.argv[0]} is not installed in the sandbox`;
    return { exitCode: 127, timedOut: false, stdout: "", stderr, truncated: false, durationMs: 0 };
  }
}

function failureOf(step: InstallCommand, result: CommandResult): InstallFailure | null {
  if (result.exitCode === 0) return null;
  const output = `${result.stdout}\n${result.stderr}`.trim();
  const told = { command: step.display, output: output.slice(-MAX_TOLD_CHARS) };
  if (result.timedOut) return { ...told, cause: "timed_out" };
  if (result.exitCode === 127) return { ...told, cause: "missing" };
  return { ...told, cause: isOffline(output) ? "offline" : "failed" };
}

function locksOf({ dir, locks = [] }: InstallCommand): string[] {
  return locks.map((name) => (dir ? `${dir}/${name}` : name));
}

/** Error messages of package managers for an unreachable network. A package that does not exist is not among them. */
const OFFLINE = new RegExp(
  [
    String.raw`\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENETDOWN|EHOSTUNREACH|ERR_SOCKET_TIMEOUT)\b`,
    "getaddrinfo|[Cc]ould not resolve (?:host|proxy)|(?:[Tt]emporary failure in|failed) name resolution|[Nn]ame or service not known",
    String.raw`failed to lookup address|dns error|\bno such host\b|dial tcp|nxdomain|\beconnrefused\b`,
    "[Nn]etwork is (?:unreachable|down)|[Nn]o route to host|[Cc]onnection (?:refused|timed out|reset by peer)|[Ff]ailed to connect to",
    "Failed to establish a new connection|NewConnectionError|ConnectTimeoutError|Max retries exceeded",
    String.raw`UnknownHostException|ConnectException|Connect(?:ion)? timed? ?out|\bNU1301\b|curl error (?:6|7|28)\b`,
    String.raw`tunneling socket could not be established|ERR_PNPM_META_FETCH_FAIL|[Nn]etwork connectivity is disabled|\boffline mode\b`,
  ].join("|"),
);

function isOffline(output: string): boolean {
  return OFFLINE.test(output);
}

function isMissingProgram(error: unknown): boolean {
  return (
    error instanceof SandboxFailure && error.kind === "permanent" && error.code === "PROCESS_SPAWN_FAILED"
  );
}
