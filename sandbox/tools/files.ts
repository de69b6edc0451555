import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";

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

/**
 * The path of the file that a path of the checkout means: itself, or what a link within the checkout leads to. Null
 * where it leads out, into `.git`, or nowhere.
 */
export function insidePath(root: string, path: string): string | null {
  try {
    const inside = relative(realpathSync(root), realpathSync(join(root, path)));
    const leaves = inside === "" || isAbsolute(inside) || inside.split(sep)[0] === "..";
    return leaves || inside.split(sep)[0]?.toLowerCase() === ".git" ? null : inside;
  } catch {
    return null;
  }
}

/** The beginning of a file as UTF-8. */
export function readHead(path: string, maxBytes: number): string | null {
  return readBytes(path, maxBytes, false)?.toString("utf8") ?? null;
}
