import type { FileEntry } from "./port.ts";
import { SandboxFailure } from "./port.ts";

/**
 * What the container has to find out about a path before it is used, in one process each. `$1` is the path, `$2`
 * the root. The container is the boundary of security; this gives a path the same meaning as on the local runner.
 */
const INSIDE = 'case "$real" in "$2" | "$2"/*) ;; *) exit 45 ;; esac';

/** Prints the real path of a file of at most `$3` bytes. */
export const CHECK_FILE = `
real=$(realpath -m -- "$1") || exit 45
${INSIDE}
[ -e "$real" ] || exit 44
[ -f "$real" ] || exit 46
[ "$(stat -c %s -- "$real")" -le "$3" ] || exit 47
[ -r "$real" ] || exit 48
printf %s "$real"`;

/** Makes the parents of a file that is to be written, and prints its real path. */
export const PREPARE_WRITE = `
real=$(realpath -m -- "$1") || exit 45
${INSIDE}
[ ! -e "$real" ] || [ -f "$real" ] || exit 46
[ "$real" != "$2" ] || exit 46
mkdir -p -- "$(dirname -- "$real")" || exit 44
printf %s "$real"`;

/** Prints each entry as kind, size and name; ended by NUL, in no order. */
export const LIST_DIRECTORY = `
real=$(realpath -m -- "$1") || exit 45
${INSIDE}
[ -d "$real" ] || exit 44
find "$real" -mindepth 1 -maxdepth 1 -printf '%y %s %f\\0'`;

/** Exit codes of the scripts. */
export const REFUSALS: Readonly<Record<number, readonly [code: string, text: string]>> = {
  44: ["FILE_NOT_FOUND", "does not exist"],
  45: ["OUTSIDE_ROOT", "lies outside of the sandbox"],
  46: ["NOT_A_FILE", "is not a file"],
  47: ["FILE_TOO_LARGE", "is larger than asked for"],
  48: ["PERMISSION_DENIED", "may not be read"],
};

const KINDS: Readonly<Record<string, FileEntry["kind"]>> = { f: "file", d: "directory", l: "symlink" };
const MAX_OUTPUT_CHARS = 900_000;

/** Parses what LIST_DIRECTORY prints. Throws TOO_MANY_ENTRIES for more than a container keeps of an output. */
export function parseEntries(output: string): FileEntry[] {
  if (output.length > MAX_OUTPUT_CHARS) {
    throw new SandboxFailure("permanent", "TOO_MANY_ENTRIES", "the directory has too many entries to list");
  }
  const entries = output.split("\0").slice(0, -1);
  return entries
    .map((line): FileEntry => {
      const [, type = "", size = "0", name = ""] = /^(\w) (\d+) (.*)$/s.exec(line) ?? [];
      const kind = KINDS[type] ?? "other";
      return { name, kind, size: kind === "file" ? Number(size) : 0 };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
