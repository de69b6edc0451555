import { chmod, mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { TaskDirectories } from "./bubblewrap.ts";
import { errnoOf } from "./failure.ts";

/** Task ids are names of directories; anything that could lead elsewhere is refused. */
export const TASK_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

export function taskDirectories(dataDir: string, taskId: string): TaskDirectories {
  const directory = join(dataDir, taskId);
  return {
    directory,
    work: join(directory, "work"),
    home: join(directory, "home"),
    tmp: join(directory, "tmp"),
    processes: join(directory, "processes"),
  };
}

export async function makeTaskDirectories(task: TaskDirectories): Promise<void> {
  for (const path of [task.work, task.home, task.tmp, task.processes]) {
    await mkdir(path, { recursive: true, mode: 0o700 });
  }
}

/** Removes everything of a task, including directories that tools made read-only (Go's module cache). */
export async function removeTaskDirectories(task: TaskDirectories): Promise<void> {
  try {
    await rm(task.directory, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    if (errnoOf(error) !== "EACCES" && errnoOf(error) !== "EPERM") throw error;
    await makeWritable(task.directory);
    await rm(task.directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function makeWritable(directory: string): Promise<void> {
  await chmod(directory, 0o700);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) await makeWritable(join(directory, entry.name));
  }
}
