import type { TestReport } from "../../protocol/index.ts";
import { SandboxFailure } from "../../sandbox/port.ts";
import type { AgentHost, CommandResult, DetectedCommands } from "../types.ts";
import { resolveCommand, resultPath } from "./placeholders.ts";
import { missingProgram, noTests, reportOf } from "./report.ts";

const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;
const MAX_RESULT_BYTES = 8 * 1024 * 1024;
const MAX_EXCLUDE_BYTES = 256 * 1024;

/** What installing and testing leave behind; kept out of the diff even where the repository has no .gitignore. */
const ARTIFACTS = [
  "node_modules/",
  "__pycache__/",
  "*.pyc",
  ".pytest_cache/",
  ".mypy_cache/",
  ".ruff_cache/",
  ".coverage",
  "*.egg-info/",
];
const MARKER = "# verne: left behind by installing and testing";

/**
 * Runs the repository's tests once. Never throws for what the tests do: a missing program, a hang, no test at all
 * and a crash each have an outcome and a note. Throws `SandboxFailure` when the sandbox itself fails.
 */
export async function runTests(
  host: AgentHost,
  commands: DetectedCommands,
  options: { timeoutMs: number },
): Promise<TestReport> {
  if (!commands.test) return noTests(commands.reason);
  await excludeArtifacts(host);
  const file = commands.test.resultFile;
  const path = file === null ? null : resultPath(host.sandbox.root, file);
  // Also removes the result of an earlier run, which must never be read as this one's.
  if (path) await host.sandbox.write(path, new Uint8Array());
  const command = resolveCommand(commands.test, host.sandbox.root, path);
  let result: CommandResult;
  try {
    result = await host.run(command.argv, {
      env: command.env,
      timeoutMs: options.timeoutMs,
      maxBytes: MAX_OUTPUT_BYTES,
    });
  } catch (error) {
    if (isMissingProgram(error)) return missingProgram(command);
    throw error;
  }
  return reportOf(command, result, path ? await readResult(host, path) : null, host.repoDir);
}

/**
 * Installs the dependencies; null when there is nothing to install. A program that is not there is a result with
 * status 127, like any other failure: the tests are run all the same, they may not need what is missing. Throws
 * `SandboxFailure` only when the sandbox itself fails.
 */
export async function installDependencies(
  host: AgentHost,
  commands: DetectedCommands,
  options: { timeoutMs: number },
): Promise<CommandResult | null> {
  if (!commands.install) return null;
  await excludeArtifacts(host);
  const command = resolveCommand(commands.install, host.sandbox.root, null);
  try {
    return await host.run(command.argv, { env: { CI: "1", ...command.env }, timeoutMs: options.timeoutMs });
  } catch (error) {
    if (!isMissingProgram(error)) throw error;
    const stderr = `${command.argv[0]} is not installed in the sandbox`;
    return { exitCode: 127, timedOut: false, stdout: "", stderr, truncated: false, durationMs: 0 };
  }
}

function isMissingProgram(error: unknown): boolean {
  return (
    error instanceof SandboxFailure && error.kind === "permanent" && error.code === "PROCESS_SPAWN_FAILED"
  );
}

async function readResult(host: AgentHost, path: string): Promise<string | null> {
  try {
    const text = new TextDecoder().decode(await host.sandbox.read(path, MAX_RESULT_BYTES));
    return text === "" ? null : text;
  } catch (error) {
    // The tests may have removed it, or made it too large or something other than a file.
    if (error instanceof SandboxFailure && error.kind === "permanent") return null;
    throw error;
  }
}

/** Adds the artefacts to the clone's private exclude file, once. */
async function excludeArtifacts(host: AgentHost): Promise<void> {
  const path = `${host.repoDir}/.git/info/exclude`;
  let text = "";
  try {
    text = new TextDecoder().decode(await host.sandbox.read(path, MAX_EXCLUDE_BYTES));
  } catch (error) {
    if (!(error instanceof SandboxFailure && error.kind === "permanent")) throw error;
    // Anything but a missing file is the repository's own oddity, and no reason not to test.
    if (error.code !== "FILE_NOT_FOUND") return;
  }
  if (text.includes(MARKER)) return;
  const lines = [text.trimEnd(), MARKER, ...ARTIFACTS, ""].filter((line, index) => index > 0 || line !== "");
  await host.sandbox.write(path, new TextEncoder().encode(lines.join("\n")));
}
