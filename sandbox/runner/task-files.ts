import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import {
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  readlink,
  realpath,
  rename,
  rm,
  stat,
} from "node:fs/promises";
import { isAbsolute, join, normalize, relative, sep } from "node:path";
import type { FileEntry } from "../../worker/protocol/runner.ts";
import { errnoOf, invalid, RunnerFailure } from "./failure.ts";

/** The folder that a task's paths lie in. Every function takes and names paths as the task sees them. */
export interface TaskRoot {
  /** As the task sees it. */
  inside: string;
  /** Its real path on the host. */
  host: string;
  /** Whose files and folders made here are; null for the runner's own user. */
  uid: number | null;
}

const { O_RDONLY, O_DIRECTORY, O_NONBLOCK, O_NOFOLLOW, O_CREAT, O_EXCL, O_WRONLY } = constants;
const MAX_LIST_ENTRIES = 10_000;

/**
 * A directory that is open and known to lie inside the root. On Linux its children are reached through the open
 * descriptor, so that a task which swaps a directory for a symlink in between gains nothing.
 */
interface OpenDirectory {
  handle: FileHandle;
  child(name: string): string;
}

/** Whole file. Throws FILE_NOT_FOUND, NOT_A_FILE, FILE_TOO_LARGE, OUTSIDE_ROOT. */
export async function readTaskFile(
  root: TaskRoot,
  path: string,
  maxBytes: number,
): Promise<Buffer<ArrayBuffer>> {
  const { parents, name } = split(root, path);
  const directory = await openDirectory(root, parents, false);
  let file: FileHandle | undefined;
  try {
    file = await open(directory.child(name), O_RDONLY | O_NONBLOCK).catch(rethrow(path));
    await assertInside(root, file, directory.child(name), path);
    const info = await file.stat();
    if (!info.isFile()) throw new RunnerFailure("permanent", "NOT_A_FILE", `${path} is not a file`);
    if (info.size > maxBytes) {
      throw new RunnerFailure(
        "permanent",
        "FILE_TOO_LARGE",
        `${path} has ${info.size} bytes, over ${maxBytes}`,
      );
    }
    return await file.readFile();
  } finally {
    await file?.close();
    await directory.handle.close();
  }
}

/** Replaces the content at once (temporary file and rename), keeps the mode, creates parents. */
export async function writeTaskFile(
  root: TaskRoot,
  path: string,
  data: Uint8Array,
  followed = false,
): Promise<void> {
  const { parents, name } = split(root, path);
  const directory = await openDirectory(root, parents, true);
  const temporary = directory.child(`.${randomUUID()}.tmp`);
  try {
    const existing = await lstat(directory.child(name)).catch(() => null);
    if (existing?.isSymbolicLink()) {
      if (followed) throw outside(path);
      const target = insideOf(root, await realpath(directory.child(name)));
      if (target === null) throw outside(path);
      return await writeTaskFile(root, target, data, true);
    }
    if (existing && !existing.isFile())
      throw new RunnerFailure("permanent", "NOT_A_FILE", `${path} is not a file`);
    const mode = existing ? existing.mode & 0o7777 : 0o644;
    const file = await open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
    try {
      await file.writeFile(data);
      if (root.uid !== null) await file.chown(root.uid, root.uid);
      await file.chmod(mode);
    } finally {
      await file.close();
    }
    await rename(temporary, directory.child(name));
  } catch (error) {
    await rm(temporary, { force: true });
    throw named(error, path);
  } finally {
    await directory.handle.close();
  }
}

/** Entries of a directory by name. Symlinks are listed, not followed. */
export async function listTaskFiles(root: TaskRoot, path: string): Promise<FileEntry[]> {
  const directory = await openDirectory(root, parts(root, path), false);
  try {
    const names = (await readdir(directory.child("."))).sort();
    if (names.length > MAX_LIST_ENTRIES) {
      throw new RunnerFailure("permanent", "TOO_MANY_ENTRIES", `${path} has ${names.length} entries`);
    }
    const entries = await Promise.all(
      names.map(async (name): Promise<FileEntry[]> => {
        // An entry that was removed meanwhile is not there.
        const info = await lstat(directory.child(name)).catch(() => null);
        if (!info) return [];
        if (info.isFile()) return [{ name, kind: "file", size: info.size }];
        return [
          {
            name,
            kind: info.isDirectory() ? "directory" : info.isSymbolicLink() ? "symlink" : "other",
            size: 0,
          },
        ];
      }),
    );
    return entries.flat();
  } finally {
    await directory.handle.close();
  }
}

/**
 * The path of an existing directory inside the root, with every link on the way resolved. Throws FILE_NOT_FOUND,
 * NOT_A_DIRECTORY, OUTSIDE_ROOT.
 */
export async function realTaskDirectory(root: TaskRoot, path: string): Promise<string> {
  const host = join(root.host, ...parts(root, path));
  const real = await realpath(host).catch(rethrow(path));
  const known = insideOf(root, real);
  if (known === null) throw outside(path);
  if (!(await stat(real)).isDirectory())
    throw new RunnerFailure("permanent", "NOT_A_DIRECTORY", `${path} is not a directory`);
  return known;
}

async function openDirectory(
  root: TaskRoot,
  names: readonly string[],
  create: boolean,
): Promise<OpenDirectory> {
  const top = await open(root.host, O_RDONLY | O_DIRECTORY).catch(rethrow(root.inside));
  let directory = asDirectory(root.host, top);
  let path = root.inside;
  let host = root.host;
  for (const name of names) {
    path = join(path, name);
    host = join(host, name);
    try {
      const made = create && (await makeDirectory(directory.child(name)));
      const next = asDirectory(host, await open(directory.child(name), O_RDONLY | O_DIRECTORY));
      await directory.handle.close();
      directory = next;
      await assertInside(root, directory.handle, host, path);
      if (made && root.uid !== null) await directory.handle.chown(root.uid, root.uid);
    } catch (error) {
      await directory.handle.close().catch(() => {});
      throw named(error, path);
    }
  }
  return directory;
}

/** False when it is there already. */
async function makeDirectory(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    throw error;
  }
}

function asDirectory(path: string, handle: FileHandle): OpenDirectory {
  const base = process.platform === "linux" ? `/proc/self/fd/${handle.fd}` : path;
  return { handle, child: (name) => `${base}/${name}` };
}

async function assertInside(root: TaskRoot, handle: FileHandle, opened: string, path: string): Promise<void> {
  const real =
    process.platform === "linux" ? await readlink(`/proc/self/fd/${handle.fd}`) : await realpath(opened);
  if (insideOf(root, real) === null) throw outside(path);
}

function split(root: TaskRoot, path: string): { parents: string[]; name: string } {
  const names = parts(root, path);
  const name = names.pop();
  if (name === undefined) throw new RunnerFailure("permanent", "NOT_A_FILE", `${path} is not a file`);
  return { parents: names, name };
}

/** The components of `path` below the root. */
function parts(root: TaskRoot, path: string): string[] {
  if (!isAbsolute(path) || path.includes("\0")) throw invalid("path: must be absolute");
  const below = relative(root.inside, normalize(path));
  if (below === "..") throw outside(path);
  const names = below.split(sep).filter((name) => name !== "");
  if (names[0] === "..") throw outside(path);
  return names;
}

/** What the task calls a real path of the host, or null for one outside of the root. */
function insideOf(root: TaskRoot, real: string): string | null {
  if (real === root.host) return root.inside;
  return real.startsWith(`${root.host}${sep}`) ? join(root.inside, real.slice(root.host.length)) : null;
}

const outside = (path: string) =>
  new RunnerFailure("permanent", "OUTSIDE_ROOT", `${path} lies outside of the sandbox`, 403);

const rethrow =
  (path: string) =>
  (error: unknown): never => {
    throw named(error, path);
  };

function named(error: unknown, path: string): unknown {
  switch (errnoOf(error)) {
    case "ENOENT":
    case "ENOTDIR":
      return new RunnerFailure("permanent", "FILE_NOT_FOUND", `${path} does not exist`, 404);
    case "EISDIR":
    case "ENXIO":
      return new RunnerFailure("permanent", "NOT_A_FILE", `${path} is not a file`);
    case "EACCES":
    case "EPERM":
      return new RunnerFailure("permanent", "PERMISSION_DENIED", `${path}: permission denied`, 403);
    case "ELOOP":
      return new RunnerFailure("permanent", "OUTSIDE_ROOT", `${path}: too many links`, 403);
    case "ENOSPC":
      return new RunnerFailure("permanent", "DISK_FULL", `${path}: no space left`, 507);
    default:
      return error;
  }
}
