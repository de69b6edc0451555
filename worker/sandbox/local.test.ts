import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, inject, it } from "vitest";
import { type Runner, startRunner } from "../../sandbox/runner/server.ts";
import { sandboxConformance } from "./conformance.ts";
import { localSandbox } from "./local.ts";

const dataDir = await mkdtemp(join(tmpdir(), "verne-runner-"));
// Users of tasks have to get to their folder.
await chmod(dataDir, 0o755);
const runners: Runner[] = [];

/** The strongest that this machine has is tried always; the others with `npm test -- --long`. */
const LEVELS = ["bubblewrap", "uid", "none"] as const;

async function start(isolation: (typeof LEVELS)[number]): Promise<Runner> {
  const runner = await startRunner({ dataDir: join(dataDir, isolation), isolation });
  runners.push(runner);
  return runner;
}

afterAll(async () => {
  for (const runner of runners) await runner.close();
  await rm(dataDir, { recursive: true, force: true });
});

let tried = 0;
for (const level of LEVELS) {
  const name = `the local runner at the level ${level}`;
  const runner = await start(level).catch((error: Error) => error);
  if (runner instanceof Error) describe(name, () => it.skip(`is not tried: ${runner.message}`));
  else if (tried > 0 && !inject("long"))
    describe(name, () => it.skip("is tried with `npm test -- --long`", () => {}));
  else {
    tried += 1;
    sandboxConformance(name, { open: (taskId) => localSandbox({ ...runner, taskId }), slowMs: 2000 });
  }
}
