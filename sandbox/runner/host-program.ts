import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

/** Where a distribution puts its own programs. They are looked for here before the runner's PATH. */
const SYSTEM_DIRECTORIES = ["/usr/bin", "/bin", "/usr/sbin", "/sbin", "/run/current-system/sw/bin"];

/**
 * The absolute path of a program that the runner itself starts on the host, or null when there is none. Only the
 * runner's own surroundings decide: nothing that a task can write or set is looked at, and neither are the tools of
 * the package that npm puts on the PATH of its scripts.
 */
export function hostProgram(name: string, path = process.env.PATH ?? ""): string | null {
  const inherited = path
    .split(delimiter)
    .filter((entry) => isAbsolute(entry) && !entry.includes("node_modules"));
  for (const directory of [...SYSTEM_DIRECTORIES, ...inherited]) {
    const file = join(directory, name);
    if (isExecutable(file)) return realpathSync(file);
  }
  return null;
}

/** True for a file, or a link to one, that may be run. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
