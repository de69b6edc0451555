import type { AgentHost } from "../types.ts";

/** Larger files are not human-written text. */
export const MAX_READ_BYTES = 64 * 1024 * 1024;
const TIMEOUT_MS = 30_000;
const MAX_OUTPUT_BYTES = 512 * 1024;

/** Lines of a file that is too large for memory: `lines` are cut to the requested columns. */
export interface FileLines {
  lines: string[];
  total: number;
}

/** Prints the requested lines, each truncated, then the total number of lines. */
const PROGRAM = 'NR >= from && NR <= to { print length($0) ":" substr($0, column, width) } END { print NR }';

/**
 * Reads lines inside the sandbox, so that only those are transferred. Null when they are not text. Columns and lengths
 * are in bytes or characters, depending on the sandbox's awk.
 */
export async function readLines(
  host: AgentHost,
  path: string,
  { from, to, column, width }: { from: number; to: number; column: number; width: number },
): Promise<FileLines | null> {
  const set = Object.entries({ from, to, column, width }).flatMap(([name, value]) => [
    "-v",
    `${name}=${value}`,
  ]);
  const result = await host.run(["awk", ...set, PROGRAM, path], {
    timeoutMs: TIMEOUT_MS,
    visible: false,
    maxBytes: MAX_OUTPUT_BYTES,
    env: { LC_ALL: "C.UTF-8" },
  });
  if (result.exitCode !== 0 || result.truncated || result.stdout.includes("\0")) return null;
  const printed = result.stdout.trimEnd().split("\n");
  const total = Number(printed.pop());
  if (!Number.isInteger(total)) return null;
  const lines = printed.map((line) => {
    const colon = line.indexOf(":");
    const text = line.slice(colon + 1).replace(/\r$/, "");
    const length = Number(line.slice(0, colon));
    return length > column - 1 + width || column > 1
      ? `${text} [line cut: columns ${column}-${Math.min(length, column - 1 + width)} of ${length}]`
      : text;
  });
  return { lines, total };
}
