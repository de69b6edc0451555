import { installDependencies, runTests } from "../agent/index.ts";
import type { DetectedCommands } from "../agent/types.ts";
import type { TestReport } from "../protocol/index.ts";
import type { StepContext } from "./step.ts";

/** Installs once per workspace, then runs the tests of the tree as it stands. */
export async function testTree(
  { host, workspace, config }: StepContext,
  commands: DetectedCommands,
): Promise<TestReport> {
  const timeoutMs = config.COMMAND_TIMEOUT_MS;
  if (commands.install && !(await workspace.isInstalled())) {
    const installed = await installDependencies(host, commands, { timeoutMs });
    if (installed && installed.exitCode !== 0)
      host.emit({
        type: "warning",
        message: `Installing dependencies failed: ${commands.install.display}`,
        data: { code: "install_failed", detail: installed.stderr.slice(-2_000) || null },
      });
    else await workspace.markInstalled();
  }
  return runTests(host, commands, { timeoutMs });
}
