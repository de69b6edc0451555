/** Starts the world of the Worker under test and hands its addresses to the tests. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { buildTools } from "../../sandbox/tools/build.ts";
import { startService } from "../child.ts";
import { ROOT } from "../root.ts";
import type { World } from "./world.ts";

declare module "vitest" {
  interface ProvidedContext extends World {}
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = mkdtempSync(join(tmpdir(), "verne-worker-test-"));
  await buildTools();
  const { child, said } = await startService<World>([join(ROOT, "local/testing/world.ts"), dir], {
    cwd: ROOT,
    env: process.env,
  });
  project.provide("variables", said.variables);
  project.provide("badTokens", said.badTokens);
  project.provide("users", said.users);
  project.provide("program", said.program);
  project.provide("leaver", said.leaver);
  project.provide("programs", said.programs);
  return async () => {
    await child.stop();
    rmSync(dir, { recursive: true, force: true });
  };
}
