import { execFile } from "node:child_process";
import { chmod, chown, lstat, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { hostProgram } from "./host-program.ts";

const run = promisify(execFile);

/**
 * The directories of one task on the host. The task may write `work`, `home` and `tmp`, programs of the platform
 * `platform` as well; the rest is the runner's.
 */
export interface TaskDirectories {
  directory: string;
  work: string;
  home: string;
  tmp: string;
  platform: string;
  processes: string;
}

/** Task ids are names of directories; anything that could lead elsewhere is refused. */
export const TASK_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

export function taskDirectories(dataDir: string, taskId: string): TaskDirectories {
  const directory = join(dataDir, taskId);
  return {
    directory,
    work: join(directory, "work"),
    home: join(directory, "home"),
    tmp: join(directory, "tmp"),
    platform: join(directory, "platform"),
    processes: join(directory, "processes"),
  };
}

/**
 * Makes what is missing. With `uid` the task's own folders belong to that user, and the folder around them, which
 * stays the runner's, lets it pass. With `gid` only processes of that group get into the platform's folder.
 */
export async function makeTaskDirectories(
  task: TaskDirectories,
  { uid, gid = null }: { uid: number | null; gid?: number | null },
): Promise<void> {
  await mkdir(task.directory, { recursive: true, mode: 0o700 });
  await mkdir(task.processes, { recursive: true, mode: 0o700 });
  for (const path of [task.work, task.home, task.tmp]) {
    await mkdir(path, { recursive: true, mode: 0o700 });
    // The folder above is the runner's alone, or root's, so that these three cannot have been exchanged for links.
    if (uid !== null && (await lstat(path)).uid !== uid) await chown(path, uid, uid);
  }
  await mkdir(task.platform, { recursive: true, mode: 0o700 });
  if (gid !== null) await chown(task.platform, process.geteuid?.() ?? 0, gid);
  else if (uid !== null) await chown(task.platform, uid, uid);
  await chmod(task.platform, gid === null ? 0o700 : 0o770);
  if (uid !== null) await chmod(task.directory, 0o711);
}

/**
 * Removes everything of a task, including directories that tools made read-only (Go's module cache) and those whose
 * path is longer than a program can name: `rm` goes down step by step, Node by whole paths.
 */
export async function removeTaskDirectories(task: TaskDirectories): Promise<void> {
  const folders = [task.directory, task.work, task.home, task.tmp, task.platform];
  const program = hostProgram("rm");
  const allow = hostProgram("chmod");
  if (!program || !allow) {
    for (const folder of folders) await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    return;
  }
  const remove = () => run(program, ["-rf", "--", ...folders], { cwd: "/", env: {} });
  await remove().catch(async () => {
    await run(allow, ["-R", "u+rwX", "--", ...folders], { cwd: "/", env: {} }).catch(() => {});
    await remove();
  });
}
