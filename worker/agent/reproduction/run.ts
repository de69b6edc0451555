import type { Reproduction } from "../../protocol/index.ts";
import { type Argv, SandboxFailure } from "../../sandbox/port.ts";
import { DEPS_DIR, FRESH_DIR, RESULT_DIR, RESULT_FILE, resolveCommand } from "../test-runs/placeholders.ts";
import type { AgentHost, DetectedCommands } from "../types.ts";
import type { RanCommand } from "./judge.ts";

/** What is installed for the tests comes first on the path; the rest of the environment is theirs as well. */
const IN_TESTS_ENVIRONMENT = `for dir in "$2/venv/bin" "$2/uv/bin" "$PWD/node_modules/.bin"; do
  if [ -d "$dir" ]; then PATH=$dir:$PATH; fi
done
export PATH
unset dir
eval "$1"`;

const UNATTENDED = { CI: "true", PAGER: "cat", GIT_PAGER: "cat", GIT_TERMINAL_PROMPT: "0" };

/**
 * Runs the command in the checkout, in the tests' environment and under their network policy; its files are there
 * already. Null when no shell is there. Throws `SandboxFailure` when the sandbox itself fails.
 */
export async function runReproduction(
  host: AgentHost,
  { command }: Reproduction,
  { commands, timeoutMs }: { commands: DetectedCommands; timeoutMs: number },
): Promise<RanCommand | null> {
  const env = { ...UNATTENDED, ...environmentOf(host, commands) };
  const { argv } = resolveCommand({ argv: ["sh", DEPS_DIR], display: "" }, host.sandbox.root, null);
  for (const shell of ["bash", "sh"]) {
    const started: Argv = [shell, "-c", IN_TESTS_ENVIRONMENT, "reproduction", command, argv[1] ?? ""];
    try {
      return await host.run(started, { timeoutMs, env, display: command });
    } catch (error) {
      if (!(error instanceof SandboxFailure && error.code === "PROCESS_SPAWN_FAILED")) throw error;
    }
  }
  return null;
}

/** That of the tests, without what makes them write their results. */
function environmentOf(host: AgentHost, { test }: DetectedCommands): Record<string, string> {
  const wanted = Object.entries(test?.env ?? {}).filter(
    ([, value]) => ![RESULT_FILE, RESULT_DIR, FRESH_DIR].some((place) => value.includes(place)),
  );
  const command = { argv: ["true"] as [string], display: "", env: Object.fromEntries(wanted) };
  return resolveCommand(command, host.sandbox.root, null).env;
}
