import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, it } from "vitest";
import { type Runner, startRunner } from "../../sandbox/runner/server.ts";
import { sandboxConformance } from "./conformance.ts";
import { localSandbox } from "./local.ts";

const dataDir = await mkdtemp(join(tmpdir(), "verne-runner-"));
const runners: Runner[] = [];

async function start(isolation: "none" | "bubblewrap"): Promise<Runner> {
  const runner = await startRunner({ dataDir: join(dataDir, isolation), isolation });
  runners.push(runner);
  return runner;
}

const plain = await start("none");
const isolated = await start("bubblewrap").catch((error: Error) => error);

afterAll(async () => {
  for (const runner of runners) await runner.close();
  await rm(dataDir, { recursive: true, force: true });
});

sandboxConformance("the local runner without isolation", {
  open: (taskId) => localSandbox({ ...plain, taskId }),
  slowMs: 2000,
});

if (isolated instanceof Error) {
  describe("the local runner with bubblewrap", () => it.skip(`is not tried: ${isolated.message}`));
} else {
  sandboxConformance("the local runner with bubblewrap", {
    open: (taskId) => localSandbox({ ...isolated, taskId }),
    slowMs: 2000,
  });
}
