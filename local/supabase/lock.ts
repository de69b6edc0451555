import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

export class DataDirInUse extends Error {
  override readonly name = "DataDirInUse";
}

/**
 * Takes the one lock of `directory` for this process, and returns the function that gives it back.
 *
 * The lock is an exclusive transaction on a SQLite file beside the data: the kernel frees it when the process dies,
 * however it dies, so a stale lock cannot exist and a live one cannot be stolen. The pid file serves the message.
 * Throws `DataDirInUse` when another opener holds it.
 */
export function lockDataDir(directory: string): () => void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const pidFile = join(directory, "lock.pid");
  const lock = new DatabaseSync(join(directory, "lock.sqlite"), { timeout: 0 });
  try {
    lock.exec("pragma locking_mode = exclusive; begin exclusive");
  } catch (cause) {
    lock.close();
    throw new DataDirInUse(
      `${directory} is in use by another process${readPid(pidFile)}. Stop that one first.`,
      { cause },
    );
  }
  writeFileSync(pidFile, `${process.pid}\n`);
  return () => {
    rmSync(pidFile, { force: true });
    if (lock.isOpen) lock.close();
  };
}

function readPid(pidFile: string): string {
  try {
    return ` (pid ${readFileSync(pidFile, "utf8").trim()})`;
  } catch {
    return "";
  }
}
