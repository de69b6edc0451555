import { chmod, chown, lstat, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { removeFolder } from "./remove-folder.ts";

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
    // The folders above are the runner's alone, or root's, so that these three cannot have been exchanged for links.
    if (uid !== null && (await lstat(path)).uid !== uid) await chown(path, uid, uid);
  }
  await mkdir(task.platform, { recursive: true, mode: 0o700 });
  if (gid !== null) await chown(task.platform, process.geteuid?.() ?? 0, gid);
  else if (uid !== null) await chown(task.platform, uid, uid);
  await chmod(task.platform, gid === null ? 0o700 : 0o770);
  if (uid !== null) await chmod(task.directory, 0o711);
}

/** Removes everything of a task; what lies outside its own folder first. */
export async function removeTaskDirectories(task: TaskDirectories): Promise<void> {
  const within = (folder: string) => folder.startsWith(join(task.directory, "/"));
  for (const folder of [task.work, task.home, task.tmp, task.platform])
    if (!within(folder)) await removeFolder(folder);
  await removeFolder(task.directory);
}
