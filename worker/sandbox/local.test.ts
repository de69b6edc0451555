import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";
import { type Runner, startRunner } from "../../sandbox/runner/server.ts";
import { runToEnd } from "./collect.ts";
import { sandboxConformance } from "./conformance.ts";
import { localSandbox } from "./local.ts";

const dataDir = await mkdtemp(join(tmpdir(), "verne-runner-"));
// Users of tasks have to get to their folder.
await chmod(dataDir, 0o755);
const runners: Runner[] = [];

/** The strongest that this machine has is tried always; the others with `npm test -- --long`. */
const LEVELS = ["bubblewrap", "uid", "none"] as const;

async function start(isolation: (typeof LEVELS)[number]): Promise<Runner> {
  const runner = await startRunner({ dataDir: join(dataDir, `${isolation}-${runners.length}`), isolation });
  runners.push(runner);
  return runner;
}

afterAll(async () => {
  for (const runner of runners) await runner.close();
  await rm(dataDir, { recursive: true, force: true });
});

describe("a start whose answer is lost", () => {
  it.each([
    ["before it reached the runner", false],
    ["after the process began", true],
  ])("%s happens once", async (_, arrives) => {
    const { url, token } = await start("none");
    const starts: string[] = [];
    const sandbox = await localSandbox({
      ...{ url, token, taskId: `lost-${arrives}` },
      fetch: async (input, init) => {
        if (init?.method !== "POST") return fetch(input, init);
        starts.push(String(init.body));
        if (starts.length > 1) return fetch(input, init);
        if (arrives) await (await fetch(input, init)).text();
        throw new TypeError("the connection broke");
      },
    });
    const argv = ["/bin/sh", "-c", "echo started >> starts"] as const;
    const result = await runToEnd(sandbox, argv, { cwd: sandbox.root, timeoutMs: 20_000 });
    expect(result.exitCode).toBe(0);
    expect(starts).toEqual([starts[0], starts[0]]);
    expect(new TextDecoder().decode(await sandbox.read(`${sandbox.root}/starts`, 100))).toBe("started\n");
  });
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
