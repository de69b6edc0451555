/** Runs the hidden tests on a change, in a sandbox of its own, with the commands that the product would find. */
import { randomUUID } from "node:crypto";
import type { StandIns } from "../../local/stand-ins.ts";
import { detectCommandsIn } from "../../worker/agent/context/analyze.ts";
import { installDependencies } from "../../worker/agent/test-runs/install.ts";
import { runTests } from "../../worker/agent/test-runs/run.ts";
import type { AgentHost } from "../../worker/agent/types.ts";
import type { TestReport } from "../../worker/protocol/index.ts";
import { runToEnd } from "../../worker/sandbox/collect.ts";
import { localSandbox } from "../../worker/sandbox/local.ts";
import type { Argv } from "../../worker/sandbox/port.ts";

const INSTALL_MS = 10 * 60_000;
const TESTS_MS = 20 * 60_000;
const STEP_MS = 60_000;

/** Rejects when the sandbox fails; what the tests do is in the report. */
export async function runHiddenTests(
  { variables }: Pick<StandIns, "variables">,
  bundle: Uint8Array,
): Promise<TestReport> {
  const sandbox = await localSandbox({
    url: variables.SANDBOX_RUNNER_URL ?? "",
    token: variables.SANDBOX_RUNNER_TOKEN ?? "",
    taskId: randomUUID(),
  });
  try {
    const host = hostIn(sandbox);
    await sandbox.write(`${sandbox.root}/hidden.bundle`, bundle);
    const unpack =
      'git init --quiet "$1" && cd "$1" && git fetch --quiet "$2" "refs/*:refs/*" && git checkout --quiet --force "$3"';
    const args = [host.repoDir, `${sandbox.root}/hidden.bundle`, "refs/bench/hidden"];
    const unpacked = await host.run(["/bin/sh", "-c", unpack, "unpack", ...args], {
      cwd: sandbox.root,
      timeoutMs: STEP_MS,
      visible: false,
    });
    if (unpacked.exitCode !== 0) throw new Error(`the change could not be unpacked: ${unpacked.stderr}`);
    const commands = await detectCommandsIn(host);
    await installDependencies(host, commands, { timeoutMs: INSTALL_MS });
    return await runTests(host, commands, { timeoutMs: TESTS_MS });
  } finally {
    await sandbox.destroy();
  }
}

function hostIn(sandbox: Awaited<ReturnType<typeof localSandbox>>): AgentHost {
  const repoDir = `${sandbox.root}/repo`;
  return {
    taskId: randomUUID(),
    step: "test",
    repoDir,
    sandbox,
    signal: new AbortController().signal,
    now: () => Date.now(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    emit: () => undefined,
    touched: () => undefined,
    async run(argv: Argv, { cwd = repoDir, env, timeoutMs, maxBytes, keepBytes, onOutput, stop }) {
      const startedAt = Date.now();
      const result = await runToEnd(sandbox, argv, {
        cwd,
        timeoutMs,
        ...(env ? { env } : {}),
        ...(maxBytes ? { maxBytes } : {}),
        ...(keepBytes ? { keepBytes } : {}),
        ...(onOutput ? { onOutput: (stream, bytes) => onOutput(stream, bytes) } : {}),
        ...(stop ? { signal: stop } : {}),
      });
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      return {
        ...result,
        stdout: text(result.stdout),
        stderr: text(result.stderr),
        durationMs: Date.now() - startedAt,
      };
    },
  };
}
