import { chmod, chown, lstat, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { removeFolder } from "./remove-folder.ts";

/** The directories of one task on the host. The task may write `work`, `home` and `tmp`; the rest is the runner's. */
export interface TaskDirectories {
  directory: string;
  work: string;
  home: string;
  tmp: string;
  processes: string;
}

/** Task ids are names of directories; anything that could lead elsewhere is refused. */
export const TASK_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** `workPlace` is the folder for checkouts where it is another one. */
export function taskDirectories(
  dataDir: string,
  taskId: string,
  workPlace: string | null = null,
): TaskDirectories {
  const directory = join(dataDir, taskId);
  return {
    directory,
    work: workPlace === null ? join(directory, "work") : join(workPlace, taskId),
    home: join(directory, "home"),
    tmp: join(directory, "tmp"),
    processes: join(directory, "processes"),
  };
}

/**
 * Makes what is missing. With `uid` the task's own folders belong to that user, and the folder around them, which
 * stays the runner's, lets it pass.
 */
export async function makeTaskDirectories(task: TaskDirectories, uid: number | null): Promise<void> {
  await mkdir(task.directory, { recursive: true, mode: 0o700 });
  await mkdir(task.processes, { recursive: true, mode: 0o700 });
  for (const path of [task.work, task.home, task.tmp]) {
    await mkdir(path, { recursive: true, mode: 0o700 });
    // The folders above are the runner's alone, so that these three cannot have been exchanged for links.
    if (uid !== null && (await lstat(path)).uid !== uid) await chown(path, uid, uid);
  }
  if (uid !== null) await chmod(task.directory, 0o711);
}

/** Removes everything of a task, its checkout first. */
export async function removeTaskDirectories({ directory, work }: TaskDirectories): Promise<void> {
  if (!work.startsWith(join(directory, "/"))) await removeFolder(work);
  await removeFolder(directory);
}
