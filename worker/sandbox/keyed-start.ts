import type { Argv } from "./port.ts";

/**
 * Starts under a key, where the platform has none: the key is an argument of a shell that becomes the command, so that
 * the platform's list of processes shows it. The command itself does not see it. A shell that finds no program says so
 * with the key, which nobody else knows: the platform would have refused to start the program itself.
 */
const BECOME = 'command -v -- "$1" >/dev/null || { echo "$0: no such program" >&2; exit 127; }; exec "$@"';
const SHELL = ["/bin/sh", "-c", BECOME] as const;

const markOf = (key: string) => `verne-start:${key}`;

export const keyedCommand = (key: string, argv: Argv): Argv => [...SHELL, markOf(key), ...argv];

/** Whether a process of the list was started by `keyedCommand` with this key. */
export const isKeyed = (command: readonly string[], key: string): boolean =>
  SHELL.every((part, index) => command[index] === part) && command[SHELL.length] === markOf(key);

/** Whether this is what a shell says that found no program. */
export const saysMissing = (stderr: Uint8Array, key: string): boolean =>
  new TextDecoder().decode(stderr) === `${markOf(key)}: no such program\n`;
