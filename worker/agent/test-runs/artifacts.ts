import { SandboxFailure } from "../../sandbox/port.ts";
import type { AgentHost, DetectedCommands, TestRunner } from "../types.ts";

const MAX_EXCLUDE_BYTES = 256 * 1024;
const MARKER = "# verne: left behind by installing and testing";

/** Output of installing and testing, in any language. */
const ALWAYS = [
  "node_modules/",
  "__pycache__/",
  "*.pyc",
  ".pytest_cache/",
  ".mypy_cache/",
  ".ruff_cache/",
  ".coverage",
  "*.egg-info/",
  ".venv/",
  ".tox/",
  ".nox/",
];

/** Names that may be sources in another language; excluded only with this runner. */
const BY_RUNNER: Partial<Record<TestRunner, readonly string[]>> = {
  maven: ["target/"],
  gradle: ["build/", ".gradle/", ".kotlin/"],
  dotnet: ["bin/", "obj/"],
  // An untracked lock file; a tracked one stays in the diff.
  cargo: ["Cargo.lock"],
  minitest: ["Gemfile.lock"],
  exunit: ["mix.lock"],
  phpunit: ["composer.lock", "/vendor/", ".phpunit.result.cache", ".phpunit.cache/"],
  rspec: ["Gemfile.lock", ".rspec_status"],
};

/** The output paths of these commands, as `.gitignore` lines. */
export function artifactsOf(commands: DetectedCommands | null): string[] {
  const runners = [commands?.test?.runner, ...(commands?.packages ?? []).map(({ test }) => test.runner)];
  return [...new Set([...ALWAYS, ...runners.flatMap((runner) => (runner && BY_RUNNER[runner]) ?? [])])];
}

/** Excludes output paths from the diff, and from what programs that ask the checkout's own git are told. */
export async function excludeArtifacts(host: AgentHost, commands: DetectedCommands): Promise<void> {
  const wanted = [MARKER, ...artifactsOf(commands)];
  if (await excludeInOwn(host, wanted)) await host.exclude?.(wanted);
}

/**
 * False when its exclude file has all of the lines. What becomes of the checkout's own repository is the task's affair:
 * one that cannot be written is passed by.
 */
async function excludeInOwn({ repoDir, sandbox }: AgentHost, wanted: readonly string[]): Promise<boolean> {
  const path = `${repoDir}/.git/info/exclude`;
  try {
    const text = new TextDecoder().decode(await sandbox.read(path, MAX_EXCLUDE_BYTES).catch(emptyIfMissing));
    const present = new Set(text.split("\n"));
    const missing = wanted.filter((line) => !present.has(line));
    if (missing.length === 0) return false;
    const lines = [text.trimEnd(), ...missing, ""].filter((line, index) => index > 0 || line !== "");
    await sandbox.write(path, new TextEncoder().encode(lines.join("\n")));
  } catch (error) {
    if (!(error instanceof SandboxFailure && error.kind === "permanent")) throw error;
  }
  return true;
}

function emptyIfMissing(error: unknown): Uint8Array {
  if (error instanceof SandboxFailure && error.code === "FILE_NOT_FOUND") return new Uint8Array();
  throw error;
}
