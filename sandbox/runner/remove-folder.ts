import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { promisify } from "node:util";
import { hostProgram } from "./host-program.ts";

const run = promisify(execFile);

/**
 * Removes a folder, including directories that tools made read-only (Go's module cache) and those whose path is longer
 * than a program can name: `rm` goes down step by step, Node by whole paths.
 */
export async function removeFolder(directory: string): Promise<void> {
  const program = hostProgram("rm");
  const allow = hostProgram("chmod");
  if (!program || !allow) return rm(directory, { recursive: true, force: true, maxRetries: 3 });
  const remove = () => run(program, ["-rf", "--", directory], { cwd: "/", env: {} });
  await remove().catch(async () => {
    await run(allow, ["-R", "u+rwX", "--", directory], { cwd: "/", env: {} }).catch(() => {});
    await remove();
  });
}
