/**
 * Where the checkouts of tasks stand that see this machine's own paths. Many tools pass over a folder whose path holds
 * a name that begins with a dot (test runners, watchers, bundlers, static file servers), as `.verne/` does: there
 * checkouts get a folder of their own below `/var/tmp`, which survives a restart of the machine.
 */
import { createHash } from "node:crypto";
import { chmod, lstat, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { errnoOf } from "./failure.ts";
import { removeFolder } from "./remove-folder.ts";
import { TASK_ID } from "./sandbox-directory.ts";

const PARENT = "/var/tmp";

/** What `/var/tmp` may not be asked for twice by another name: the folder follows from user and data directory. */
export function workPlaceOf(dataDir: string, uid: number, parent = PARENT): string {
  const hash = createHash("sha256").update(dataDir).digest("hex").slice(0, 12);
  return join(parent, `verne-${uid}-${hash}`);
}

const hasDotFolder = (path: string): boolean => path.split(sep).some((name) => /^\.[^.]/.test(name));

/**
 * Makes the folder for checkouts, and removes those of tasks that `dataDir` no longer has. Null where `dataDir` itself
 * will do, or where somebody else holds the name: the parent is everybody's, so a folder is only taken that is no link,
 * is ours, and that nobody else can write. `shared`: tasks are users of their own, who have to pass through it.
 */
export async function makeWorkPlace(
  dataDir: string,
  shared: boolean,
  parent = PARENT,
): Promise<string | null> {
  const uid = process.geteuid?.();
  if (uid === undefined || !hasDotFolder(dataDir)) return null;
  const place = workPlaceOf(dataDir, uid, parent);
  try {
    await mkdir(place, { mode: 0o700 });
  } catch (error) {
    if (errnoOf(error) !== "EEXIST") return refused(place, String(error));
  }
  const found = await lstat(place);
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o022) !== 0)
    return refused(place, "it is not a folder of this user alone");
  await chmod(place, shared ? 0o711 : 0o700);
  await removeOrphans(place, dataDir);
  // Package managers look for a project above a checkout.
  await writeFile(join(place, "package.json"), '{ "private": true }\n');
  return place;
}

function refused(place: string, why: string): null {
  console.warn(`${place} is not used for checkouts: ${why}`);
  return null;
}

async function removeOrphans(place: string, dataDir: string): Promise<void> {
  const tasks = new Set(await readdir(dataDir).catch(() => []));
  for (const name of await readdir(place)) {
    if (tasks.has(name) && TASK_ID.test(name)) continue;
    if (TASK_ID.test(name)) await removeFolder(join(place, name));
    else await rm(join(place, name), { force: true, recursive: true });
  }
}
