import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

/**
 * A regular file's bytes, at most `maxBytes`; null for anything else, and with `whole` for a bigger file. A link in
 * the last place is not followed, so one that appeared after the listing is not either; a pipe cannot hang us.
 */
export function readBytes(path: string, maxBytes: number, whole: boolean): Buffer | null {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return null;
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile() || (whole && stat.size > maxBytes)) return null;
    const buffer = Buffer.allocUnsafe(Math.min(stat.size, maxBytes));
    return buffer.subarray(0, readSync(file, buffer, 0, buffer.length, 0));
  } catch {
    return null;
  } finally {
    closeSync(file);
  }
}

/** A whole text file as UTF-8; null when it is bigger than `maxBytes` or no regular file. */
export function readText(path: string, maxBytes: number): string | null {
  return readBytes(path, maxBytes, true)?.toString("utf8") ?? null;
}

/** The beginning of a file as UTF-8. */
export function readHead(path: string, maxBytes: number): string | null {
  return readBytes(path, maxBytes, false)?.toString("utf8") ?? null;
}
