import type { Reproduction } from "../../protocol/index.ts";
import { SandboxFailure } from "../../sandbox/port.ts";
import { shellCommand, testsEnvironment } from "../commands/shell.ts";
import type { AgentHost, DetectedCommands } from "../types.ts";
import type { RanCommand } from "./judge.ts";

/**
 * Runs the command in the checkout, in the tests' environment and under their network policy; its files are there
 * already. Null when no shell is there. Throws `SandboxFailure` when the sandbox itself fails.
 */
export async function runReproduction(
  host: AgentHost,
  { command }: Reproduction,
  { commands, timeoutMs }: { commands: DetectedCommands; timeoutMs: number },
): Promise<RanCommand | null> {
  const env = testsEnvironment(commands, host.sandbox.root);
  try {
    return await host.run(shellCommand(command, host), { timeoutMs, env, display: command });
  } catch (error) {
    if (!(error instanceof SandboxFailure && error.code === "PROCESS_SPAWN_FAILED")) throw error;
    return null;
  }
}
