import { SandboxFailure } from "../../sandbox/port.ts";
import type { AgentHost, TestCommand } from "../types.ts";
import { RESULT_DIR, resultDir, resultPath } from "./placeholders.ts";

/** A file up to the first size is read at once, a larger one as a program's output, up to the second size. */
const MAX_WHOLE_BYTES = 8 * 1024 * 1024;
const MAX_BYTES = 512 * 1024 * 1024;
const COLLECT_TIMEOUT_MS = 120_000;

/** Where one run writes its results. */
export interface ResultPlace {
  /** The single result file; null when there is none or there are many. */
  file: string | null;
  /** The file that is written last; null when nobody knows it. */
  last: string | null;
  /** Passes this run's results on in chunks. False when some could not be read. */
  read(take: (text: string) => void): Promise<boolean>;
}

/** Prepares the place so that an earlier run's result is never read as this one's. */
export async function prepareResults(
  host: AgentHost,
  command: TestCommand,
  cwd: string,
): Promise<ResultPlace> {
  const { root } = host.sandbox;
  for (const { name, text } of command.support ?? [])
    await host.sandbox.write(resultPath(root, name), new TextEncoder().encode(text));
  if (command.resultGlob !== undefined) {
    const { resultGlob } = command;
    const stamp = resultPath(root, "started");
    await host.sandbox.write(stamp, new Uint8Array());
    const last = command.lastResult === undefined ? null : resultPath(root, command.lastResult);
    // One of an earlier run would look complete.
    if (last !== null) await host.sandbox.write(last, new Uint8Array());
    return { file: null, last, read: (take) => collect(host, resultGlob, cwd, stamp, take) };
  }
  if (command.resultFile === null) return { file: null, last: null, read: async () => true };
  const file = resultPath(root, command.resultFile);
  await host.sandbox.write(file, new Uint8Array());
  return { file, last: file, read: (take) => readFile(host, file, take) };
}

async function readFile(host: AgentHost, path: string, take: (text: string) => void): Promise<boolean> {
  try {
    take(new TextDecoder().decode(await host.sandbox.read(path, MAX_WHOLE_BYTES)));
    return true;
  } catch (error) {
    if (!(error instanceof SandboxFailure && error.kind === "permanent")) throw error;
    if (error.code === "FILE_TOO_LARGE") return stream(host, ["cat", path], take);
    // The tests may have deleted it, or replaced it by another kind of file.
    return true;
  }
}

/** Reads all result files newer than the stamp in one command. */
function collect(
  host: AgentHost,
  pattern: string,
  cwd: string,
  stamp: string,
  take: (text: string) => void,
): Promise<boolean> {
  const outside = pattern.startsWith(RESULT_DIR);
  const top = outside ? resultDir(host.sandbox.root) : cwd;
  const path = outside ? pattern.replace(RESULT_DIR, top) : `${top}/${pattern}`;
  const each = `for file do printf '\\036'; cat "$file"; done`;
  const argv = [
    ...(["find", top, "(", "-name", ".git", "-o", "-name", "node_modules", ")", "-prune"] as const),
    ...["-o", "-type", "f", "-path", path, "-newer", stamp, "-exec", "sh", "-c", each, "sh", "{}", "+"],
  ] as const;
  return stream(host, argv, take);
}

async function stream(
  host: AgentHost,
  argv: readonly [string, ...string[]],
  take: (text: string) => void,
): Promise<boolean> {
  const decoder = new TextDecoder();
  let streamed = false;
  const result = await host.run(argv, {
    timeoutMs: COLLECT_TIMEOUT_MS,
    keepBytes: MAX_BYTES,
    visible: false,
    onOutput(from, bytes) {
      if (from !== "stdout") return;
      streamed = true;
      take(decoder.decode(bytes, { stream: true }));
    },
  });
  // A host without streaming returns its output at the end.
  if (!streamed) take(result.stdout);
  const cut = streamed ? result.gap === true : result.truncated;
  return result.exitCode === 0 && !cut;
}
