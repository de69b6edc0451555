import { SandboxFailure } from "../../sandbox/port.ts";
import type { AgentHost, TestCommand } from "../types.ts";
import { FILE_SEPARATOR } from "./parsers/documents.ts";
import { RESULT_DIR, resultDir, resultPath } from "./placeholders.ts";

const MAX_FILE_BYTES = 8 * 1024 * 1024;
const MAX_FILES_BYTES = 16 * 1024 * 1024;
const COLLECT_TIMEOUT_MS = 120_000;

/** Where one run leaves its results. */
export interface ResultPlace {
  /** The one file it writes; null when it writes none or many. */
  file: string | null;
  /** The text of every result of this run; null when there is none to be read. */
  read(): Promise<string | null>;
}

/** Makes the place ready: the result of an earlier run must never be read as this one's. */
export async function prepareResults(
  host: AgentHost,
  command: TestCommand,
  cwd: string,
): Promise<ResultPlace> {
  const { root } = host.sandbox;
  if (command.resultGlob !== undefined) {
    const { resultGlob } = command;
    const stamp = resultPath(root, "started");
    await host.sandbox.write(stamp, new Uint8Array());
    return { file: null, read: () => collect(host, resultGlob, cwd, stamp) };
  }
  if (command.resultFile === null) return { file: null, read: async () => null };
  const file = resultPath(root, command.resultFile);
  await host.sandbox.write(file, new Uint8Array());
  return { file, read: () => readFile(host, file) };
}

async function readFile(host: AgentHost, path: string): Promise<string | null> {
  try {
    const text = new TextDecoder().decode(await host.sandbox.read(path, MAX_FILE_BYTES));
    return text === "" ? null : text;
  } catch (error) {
    // The tests may have removed it, or made it too large or something other than a file.
    if (error instanceof SandboxFailure && error.kind === "permanent") return null;
    throw error;
  }
}

/** Many files in one go, newer than the stamp. Cut off they would make tests vanish, so then there is no result. */
async function collect(host: AgentHost, pattern: string, cwd: string, stamp: string): Promise<string | null> {
  const outside = pattern.startsWith(RESULT_DIR);
  const top = outside ? resultDir(host.sandbox.root) : cwd;
  const path = outside ? pattern.replace(RESULT_DIR, top) : `${top}/${pattern}`;
  const each = `for file do printf '\\036'; cat "$file"; done`;
  const result = await host.run(
    [
      ...(["find", top, "(", "-name", ".git", "-o", "-name", "node_modules", ")", "-prune"] as const),
      ...["-o", "-type", "f", "-path", path, "-newer", stamp, "-exec", "sh", "-c", each, "sh", "{}", "+"],
    ],
    { timeoutMs: COLLECT_TIMEOUT_MS, maxBytes: MAX_FILES_BYTES, visible: false },
  );
  if (result.exitCode !== 0 || result.truncated) return null;
  return result.stdout.startsWith(FILE_SEPARATOR) ? result.stdout.slice(1) : result.stdout;
}
